using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// What an operator must know, one line each: time, level, sentence and, if something is wrong, after a semicolon what to do about it. Written at once; never for a single request.
/// </summary>
/// <remarks>Workers write into it, too, so its writer must not block: see <see cref="ToStandardError"/>.</remarks>
public sealed class OperationalLog(TextWriter output)
{
    /// <summary>C0, DEL and C1; U+2028 and U+2029; the bidirectional controls of Unicode (UAX 9, section 2).</summary>
    private static readonly SearchValues<char> Commanding = SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(static c => (char)c).Where(char.IsControl), .. "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]);

    private readonly Lock _gate = new();

    /// <summary>The lines of a process: whoever reads them may stop to, and nobody who writes them waits.</summary>
    public static QueuedLines ToStandardError() => new(Console.Error, static lost => Line("warn", string.Create(CultureInfo.InvariantCulture, $"{lost} lines of this log were lost, since nobody took them; see who should read standard error")));

    /// <summary>Told of errors, too: a process that takes over tells the one before why it cannot.</summary>
    public Action<string>? OnError { get; set; }

    /// <summary>Something happened as it should.</summary>
    public void Info(string sentence) => Write("info", sentence);

    /// <summary>Something needs watching.</summary>
    /// <param name="sentence">What it is, without a full stop.</param>
    /// <param name="remedy">What to do about it, without a full stop.</param>
    public void Warn(string sentence, string remedy) => Warn([], sentence, remedy);

    /// <summary>Something needs watching for causes that have a line each, such as mistakes with their places; one remedy for all of them ends it.</summary>
    public void Warn(IEnumerable<string> causes, string sentence, string remedy) => Write("warn", [.. causes, $"{sentence}; {remedy}"]);

    /// <summary>Something is broken.</summary>
    /// <param name="sentence">What it is, without a full stop.</param>
    /// <param name="remedy">What to do about it, without a full stop.</param>
    public void Error(string sentence, string remedy) => Error([], sentence, remedy);

    /// <summary>Something is broken for causes that have a line each, such as mistakes with their places; one remedy for all of them ends it.</summary>
    public void Error(IEnumerable<string> causes, string sentence, string remedy) => Tell([.. causes, $"{sentence}; {remedy}"]);

    /// <summary>We are broken, about which an operator can do nothing but tell us.</summary>
    /// <param name="bug">Where, with its stack.</param>
    /// <param name="consequence">What it means for the operator, if that is known; without a full stop.</param>
    public void Bug(Exception bug, string? consequence = null) => Tell([$"internal error, please report it: {consequence}{(consequence is null ? "" : ": ")}{bug}"]);

    /// <summary>
    /// The text with a space in the place of each control character (C0, DEL, C1), of what ends a line, and of what turns the direction of text: whoever chose a part of it can neither begin another line, nor command a terminal,
    /// nor show what stands there in another order.
    /// </summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(Commanding)
            ? string.Create(text.Length, text, static (line, text) => text.AsSpan().ReplaceAny(line, Commanding, ' '))
            : text;
    }

    private void Tell(string[] sentences)
    {
        Write("error", sentences);
        foreach (string sentence in sentences) OnError?.Invoke(OneLine(sentence));
    }

    /// <summary>A line each, and nothing in between.</summary>
    private void Write(string level, params ReadOnlySpan<string> sentences)
    {
        lock (_gate)
        {
            try
            {
                foreach (string sentence in sentences) output.Write(Line(level, sentence));
                output.Flush();
            }
            catch (IOException)
            {
                // Whoever read the log has gone; traffic goes on.
            }
        }
    }

    private static string Line(string level, string sentence) => string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {level} {OneLine(sentence)}{Environment.NewLine}");
}
