using System;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// What an operator must know, one line each: time, level, sentence. Written at once; never for a single request.
/// </summary>
public sealed class OperationalLog(TextWriter output)
{
    private readonly Lock _gate = new();

    /// <summary>Told of errors, too: a process that takes over tells the one before why it cannot.</summary>
    public Action<string>? OnError { get; set; }

    /// <summary>Something happened as it should.</summary>
    public void Info(string sentence) => Write("info", sentence);

    /// <summary>Something needs watching.</summary>
    public void Warn(string sentence) => Write("warn", sentence);

    /// <summary>Something is broken.</summary>
    public void Error(string sentence)
    {
        sentence = OneLine(sentence);
        Write("error", sentence);
        OnError?.Invoke(sentence);
    }

    /// <summary>The text with a space in the place of each control character (C0, DEL, C1): whoever chose a part of it can neither begin another line nor command a terminal.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? string.Create(text.Length, text, static (line, text) =>
            {
                for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(text[i]) ? ' ' : text[i];
            })
            : text;
    }

    private void Write(string level, string sentence)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {level} {OneLine(sentence)}{Environment.NewLine}");
        lock (_gate)
        {
            try
            {
                output.Write(line);
                output.Flush();
            }
            catch (IOException)
            {
                // Whoever read the log has gone; traffic goes on.
            }
        }
    }
}
