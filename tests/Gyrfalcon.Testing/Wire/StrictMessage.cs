using System;
using System.Linq;

namespace Gyrfalcon.Testing;

/// <summary>One complete message as <see cref="StrictParser"/> read it out of a stretch of bytes (as Latin-1).</summary>
/// <param name="StartLine">The request line or status line.</param>
/// <param name="Fields">The header block.</param>
/// <param name="Framing">How the end was found.</param>
/// <param name="Body">The body, out of its coding.</param>
/// <param name="Trailers">The trailer section.</param>
/// <param name="End">One past the message's last byte.</param>
public sealed record StrictMessage(string StartLine, FieldList Fields, BodyFraming Framing, string Body, FieldList Trailers, int End)
{
    /// <summary>Of a request.</summary>
    public string Method => StartLine.Split(' ')[0];

    /// <summary>Of a request.</summary>
    public string Target => StartLine.Split(' ')[1];

    /// <summary>Of a response.</summary>
    public int Status => int.Parse(StartLine.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The message on one line, as the tables of the tests write it: start line without the version, fields, framing and body, trailers; without the fields that
    /// <paramref name="unseen"/> names and without the framing's own.
    /// </summary>
    public string Shown(params string[] unseen)
    {
        string line = StartLine.StartsWith("HTTP/", StringComparison.Ordinal) ? StartLine[9..].TrimEnd() : StartLine[..StartLine.LastIndexOf(' ')];
        string fields = string.Concat(Fields
            .Where(field => !unseen.Contains(field.Name, StringComparer.OrdinalIgnoreCase) && field.Name is not ("Content-Length" or "Transfer-Encoding"))
            .Select(field => $" | {field.Name}: {field.Value}"));
        string body = Framing switch
        {
            BodyFraming.ContentLength => $" | length \"{Body}\"",
            BodyFraming.Chunked => $" | chunked \"{Body}\"",
            BodyFraming.UntilClose => $" | close \"{Body}\"",
            _ => "",
        };
        return line + fields + body + string.Concat(Trailers.Select(field => $" | T {field.Name}: {field.Value}"));
    }
}
