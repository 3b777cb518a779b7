using System;
using System.IO;
using System.Threading;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Commands;

/// <summary>The file that <c>--debug-tls-keys</c> names; readable by its owner alone if it is made here.</summary>
internal sealed class TlsKeyFile : IDisposable
{
    private readonly StreamWriter _writer;
    private readonly Lock _gate = new();

    private TlsKeyFile(FileStream file) => _writer = new StreamWriter(file) { AutoFlush = true };

    /// <summary>Begins to write; null, which has been reported, if the file cannot be opened.</summary>
    internal static TlsKeyFile? TryOpen(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var opened = new TlsKeyFile(new FileStream(path, options));
            TlsKeyLog.Begin(opened.Write);
            Console.Error.WriteLine($"gyr: the secrets of all TLS sessions are written to {path}: whoever has it can read the traffic");
            return opened;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"gyr: --debug-tls-keys: {path} cannot be written: {refused.Message}");
            return null;
        }
    }

    public void Dispose()
    {
        lock (_gate) _writer.Dispose();
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            try
            {
                _writer.WriteLine(line);
            }
            catch (Exception full) when (full is IOException or ObjectDisposedException)
            {
                // Traffic goes on without.
            }
        }
    }
}
