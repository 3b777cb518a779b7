using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A small, strict reader of HTTP/1.1 messages, written against RFC 9112 and independent of the code under test.</summary>
public static class MessageReader
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";

    /// <summary>The next request head, or null when the client closed in order.</summary>
    public static async Task<WireRequest?> ReadRequestAsync(WireReader reader)
    {
        if (await reader.ReadLineAsync() is not { } line)
            return null;
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !IsToken(parts[0]) || parts[1].Length == 0 || parts[2] is not ("HTTP/1.1" or "HTTP/1.0"))
            throw new WireViolationException($"\"{line}\" is no request line.");

        FieldList fields = [];
        await ReadFieldsAsync(reader, fields);
        bool chunked = IsChunked(fields);
        long length = ContentLength(fields, chunked);
        BodyFraming framing = chunked ? BodyFraming.Chunked : length >= 0 ? BodyFraming.ContentLength : BodyFraming.None;
        return new WireRequest(parts[0], parts[1], parts[2], fields, new MessageBody(reader, framing, length));
    }

    /// <summary>The next response head, interim ones included. Throws <see cref="EndOfStreamException"/> when none came.</summary>
    public static async Task<WireResponse> ReadResponseAsync(WireReader reader, string requestMethod)
    {
        string line = await reader.ReadLineAsync() ?? throw new EndOfStreamException("The connection ended before a response.");
        // status-line = HTTP-version SP status-code SP [ reason-phrase ]
        if (line.Length < 13 || line[..8] is not ("HTTP/1.1" or "HTTP/1.0") || line[8] != ' ' || line[12] != ' '
            || !line.AsSpan(9, 3).ContainsOnlyDigits())
            throw new WireViolationException($"\"{line}\" is no status line.");
        int status = int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture);

        FieldList fields = [];
        await ReadFieldsAsync(reader, fields);
        bool chunked = IsChunked(fields);
        long length = ContentLength(fields, chunked);
        bool bodiless = requestMethod == "HEAD" || status is < 200 or 204 or 304;
        if (status is < 200 or 204 && (chunked || fields.Contains("Content-Length")))
            throw new WireViolationException($"A {status} with body framing: {fields}");
        BodyFraming framing = bodiless ? BodyFraming.None
            : chunked ? BodyFraming.Chunked
            : length >= 0 ? BodyFraming.ContentLength
            : BodyFraming.UntilClose;
        return new WireResponse(line[..8], status, line[13..], fields, new MessageBody(reader, framing, length));
    }

    /// <summary>Reads field lines up to and including the empty line.</summary>
    public static async Task ReadFieldsAsync(WireReader reader, FieldList fields)
    {
        while (true)
        {
            string line = await reader.ReadLineAsync() ?? throw new EndOfStreamException("The connection ended within the header block.");
            if (line.Length == 0)
                return;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !IsToken(line[..colon]))
                throw new WireViolationException($"\"{line}\" is no field line.");
            string value = line[(colon + 1)..].Trim(' ', '\t');
            if (value.Any(character => character is < ' ' and not '\t' or '\x7f'))
                throw new WireViolationException($"A control character in the field \"{line}\".");
            fields.Add(line[..colon], value);
        }
    }

    private static bool IsChunked(FieldList fields)
    {
        if (fields["Transfer-Encoding"] is not { } coding)
            return false;
        return coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? true
            : throw new WireViolationException($"Transfer-Encoding: {coding}");
    }

    private static long ContentLength(FieldList fields, bool chunked)
    {
        var values = fields.All("Content-Length");
        if (values.Count == 0)
            return -1;
        if (values.Count > 1 || chunked)
            throw new WireViolationException($"Ambiguous framing: {fields}");
        return values[0].Length is > 0 and < 19 && values[0].AsSpan().ContainsOnlyDigits()
            ? long.Parse(values[0], CultureInfo.InvariantCulture)
            : throw new WireViolationException($"Content-Length: {values[0]}");
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || TokenPunctuation.Contains(character, StringComparison.Ordinal));

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
