using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gyrfalcon.Testing;

/// <summary>
/// Finds where messages begin and end in bytes that are all there (as Latin-1), by the letter of RFC 9112 and in no other way: what a sender must not
/// generate is a <see cref="WireViolationException"/>. Shares no code with the program under test.
/// </summary>
public sealed class StrictParser
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private readonly string _text;
    private int _at;

    private StrictParser(string text, int start) => (_text, _at) = (text, start);

    /// <summary>The request that begins at <paramref name="start"/>; null if its end is not there.</summary>
    public static StrictMessage? Request(string text, int start) => new StrictParser(text, start).Read(request: true, "", ended: false);

    /// <summary>
    /// The response, an interim one too, that begins at <paramref name="start"/> and answers a request with this method; null if its end is not there.
    /// </summary>
    /// <param name="text">The bytes.</param>
    /// <param name="start">Where the message begins.</param>
    /// <param name="requestMethod">It decides whether there is a body.</param>
    /// <param name="ended">The connection was closed in order behind the bytes.</param>
    public static StrictMessage? Response(string text, int start, string requestMethod, bool ended) =>
        new StrictParser(text, start).Read(request: false, requestMethod, ended);

    private StrictMessage? Read(bool request, string requestMethod, bool ended)
    {
        if (Line() is not { } startLine)
            return null;
        Check(request ? IsRequestLine(startLine) : IsStatusLine(startLine), $"\"{startLine}\" is no start line.");
        if (Fields() is not { } fields)
            return null;
        Check(!request || fields.All("Host").Count == 1, $"Not one Host: {fields}");

        BodyFraming framing = FramingOf(fields, request, startLine, requestMethod, out int length);
        FieldList? trailers = [];
        string? body = "";
        switch (framing)
        {
            case BodyFraming.ContentLength:
                body = Exactly(length);
                break;
            case BodyFraming.Chunked:
                body = Chunks();
                trailers = body is null ? null : Fields();
                break;
            case BodyFraming.UntilClose:
                body = ended ? Exactly(_text.Length - _at) : null;
                break;
        }

        return body is null || trailers is null ? null : new StrictMessage(startLine, fields, framing, body, trailers, _at);
    }

    private static BodyFraming FramingOf(FieldList fields, bool request, string startLine, string requestMethod, out int length)
    {
        length = 0;
        var lengths = fields.All("Content-Length");
        var codings = fields.All("Transfer-Encoding");
        Check(lengths.Count + codings.Count <= 1, $"More than one framing: {fields}");
        Check(codings.Count == 0 || codings[0] == "chunked", $"Another coding than chunked: {fields}");
        Check(codings.Count == 0 || startLine.Contains("HTTP/1.1", StringComparison.Ordinal), "A coding in HTTP/1.0.");
        if (lengths.Count > 0)
        {
            Check(lengths[0].Length > 0 && lengths[0].AsSpan().IndexOfAnyExceptInRange('0', '9') < 0, $"Content-Length: {lengths[0]}");
            length = int.Parse(lengths[0], CultureInfo.InvariantCulture);
        }

        int status = request ? 0 : int.Parse(startLine.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (!request && status is < 200 or 204)
        {
            Check(request || (lengths.Count == 0 && codings.Count == 0), $"A {status} with framing: {fields}");
            return BodyFraming.None;
        }

        if (!request && (requestMethod == "HEAD" || status == 304))
            return BodyFraming.None;
        return codings.Count > 0 ? BodyFraming.Chunked : lengths.Count > 0 ? BodyFraming.ContentLength : request ? BodyFraming.None : BodyFraming.UntilClose;
    }

    private string? Chunks()
    {
        var body = new StringBuilder();
        while (Line() is { } size)
        {
            Check(size.Length is > 0 and <= 8 && size.AsSpan().IndexOfAnyExcept(HexDigits) < 0, $"\"{size}\" is no chunk size.");
            int length = int.Parse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (length == 0)
                return body.ToString();
            if (Exactly(length) is not { } data || Exactly(2) is not { } end)
                return null;
            Check(end == "\r\n", "Chunk data not followed by CRLF.");
            body.Append(data);
        }

        return null;
    }

    private FieldList? Fields()
    {
        FieldList fields = [];
        while (Line() is { } line)
        {
            if (line.Length == 0)
                return fields;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            Check(colon > 0 && IsToken(line[..colon]), $"\"{line}\" is no field line.");
            fields.Add(line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
        }

        return null;
    }

    // A line holds no control character but HTAB, so a bare CR or LF, which others take for an end of line, is in none.
    private string? Line()
    {
        int end = _at;
        while (end < _text.Length && (_text[end] is >= ' ' and not '\u007f' || _text[end] == '\t'))
            end++;
        if (end == _text.Length)
            return null;
        Check(_text[end] == '\r', $"A control character in the line \"{_text[_at..end]}\".");
        if (end + 1 == _text.Length)
            return null;
        Check(_text[end + 1] == '\n', $"A bare CR behind \"{_text[_at..end]}\".");
        string line = _text[_at..end];
        _at = end + 2;
        return line;
    }

    private string? Exactly(int count)
    {
        if (_text.Length - _at < count)
            return null;
        _at += count;
        return _text.Substring(_at - count, count);
    }

    private static bool IsRequestLine(string line)
    {
        string[] parts = line.Split(' ');
        return parts.Length == 3 && IsToken(parts[0]) && parts[1].Length > 0 && parts[2] is "HTTP/1.1" or "HTTP/1.0"
            && parts[1].AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
    }

    private static bool IsStatusLine(string line) =>
        line.Length >= 13 && line[..9] is "HTTP/1.1 " or "HTTP/1.0 " && line.AsSpan(9, 3).IndexOfAnyExceptInRange('0', '9') < 0 && line[9] != '0' && line[12] == ' ';

    private static bool IsToken(string text)
    {
        foreach (char character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !TokenPunctuation.Contains(character, StringComparison.Ordinal))
                return false;
        }

        return text.Length > 0;
    }

    private static void Check(bool holds, string complaint)
    {
        if (!holds)
            throw new WireViolationException(complaint);
    }
}
