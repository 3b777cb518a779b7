using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Reads a configuration from a file.</summary>
public static class ConfigFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    /// <summary>Where a configuration is looked for when none is named, in this order.</summary>
    public static IReadOnlyList<string> DefaultPaths { get; } = ["./gyr.yaml", "/etc/gyr/gyr.yaml"];

    /// <summary>Reads and checks the file at a path. Never throws for anything that is wrong with the path or the file.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    public static ConfigResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var diagnostics = new DiagnosticList(Shown.Text(path));
        return ReadText(path, diagnostics) is { } text ? ConfigText.Parse(text, path) : new ConfigResult(null, diagnostics.Sorted());
    }

    /// <summary>The text at a path; null when there is none, which has been reported.</summary>
    internal static string? ReadText(string path, DiagnosticList diagnostics)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Report(DiagnosticCodes.FileNotFound, default, "", "this is not a path", "name a file");
            return null;
        }

        if (Directory.Exists(path))
        {
            diagnostics.Report(DiagnosticCodes.NotAFile, default, "", "this is a directory", $"name the file inside it, such as `{Shown.Text(Path.Combine(path, "gyr.yaml"))}`");
            return null;
        }

        try
        {
            return Decode(ReadBytes(path, diagnostics), diagnostics);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Report(DiagnosticCodes.FileNotFound, default, "", "there is no such file", Path.IsPathRooted(path) ? "check the path" : $"check the path; it counts from `{Shown.Text(Environment.CurrentDirectory)}`");
        }
        catch (UnauthorizedAccessException)
        {
            diagnostics.Report(DiagnosticCodes.FileUnreadable, default, "", $"the user `{Environment.UserName}` may not read this file", "check its owner and mode, and those of the directories above it");
        }
        catch (IOException broken)
        {
            diagnostics.Report(DiagnosticCodes.FileUnreadable, default, "", $"the file cannot be read: {Shown.Text(broken.Message)}", "check the path and the file system");
        }

        return null;
    }

    private static byte[]? ReadBytes(string path, DiagnosticList diagnostics)
    {
        // Not File.ReadAllBytes: the path may name a pipe or a device, which has no length to ask for.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new MemoryStream();
        byte[] chunk = new byte[64 * 1024];
        for (int read = file.Read(chunk); read > 0; read = file.Read(chunk))
        {
            bytes.Write(chunk, 0, read);
            if (bytes.Length > MostBytes)
            {
                diagnostics.Report(DiagnosticCodes.FileTooLarge, default, "", "the file is larger than 10 MiB", "check that the path names a configuration");
                return null;
            }
        }

        return bytes.ToArray();
    }

    private static string? Decode(byte[]? bytes, DiagnosticList diagnostics)
    {
        if (bytes is null)
            return null;
        ReadOnlySpan<byte> rest = bytes;
        if (rest.StartsWith(Encoding.UTF8.Preamble))
            rest = rest[Encoding.UTF8.Preamble.Length..];
        if (System.Text.Unicode.Utf8.IsValid(rest))
            return Encoding.UTF8.GetString(rest);

        if (rest.StartsWith(Encoding.Unicode.Preamble) || rest.StartsWith(Encoding.BigEndianUnicode.Preamble))
            diagnostics.Report(DiagnosticCodes.NotUtf8, default, "", "the file is UTF-16", "save it as UTF-8");
        else
            diagnostics.Report(DiagnosticCodes.NotUtf8, FirstInvalid(rest), "", "the file is not UTF-8 from here on", "save it as UTF-8");
        return null;
    }

    private static Mark FirstInvalid(ReadOnlySpan<byte> rest)
    {
        int line = 1;
        int column = 1;
        while (Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
            rest = rest[length..];
        }

        return new Mark(line, column);
    }
}
