using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

using Gyrfalcon.Fuzz.Targets;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>
/// Reads messages out of bytes by the text of RFC 9112, slowly and without any code of the product's. What the proxy wrote is read strictly; what
/// peers wrote with the latitude that a recipient may take, so that nothing which the proxy may pass on counts as broken.
/// </summary>
internal sealed partial class MessageReader(byte[] bytes, bool strict)
{
    private int _at;

    /// <summary>All bytes have been read.</summary>
    internal bool IsAtEnd => _at == bytes.Length;

    /// <summary>The bytes that have not been read.</summary>
    internal ReadOnlySpan<byte> Rest => bytes.AsSpan(_at);

    /// <summary>Whether what follows such a response is no HTTP any more.</summary>
    internal static bool OpensTunnel(string method, ReadMessage? response) =>
        response is { HasHead: true } && (response.Status == 101 || (method == "CONNECT" && response.Status is >= 200 and < 300));

    internal ReadMessage ReadRequest()
    {
        ReadMessage message = ReadHead(Grammar.RequestLine());
        if (!message.HasHead)
            return message;
        string[] hosts = [.. message.Values("host")];
        if (hosts.Length > 1 || (hosts.Length == 0 && !message.IsHttp10))
            return Broken(message, "not one Host");
        return ReadBody(message, isRequest: true, bodiless: false, ended: false);
    }

    /// <summary>Reads a response to a request by <paramref name="method"/>; <paramref name="ended"/> when the sender ended the connection in order.</summary>
    internal ReadMessage ReadResponse(string method, bool ended)
    {
        ReadMessage message = ReadHead(Grammar.StatusLine());
        if (!message.HasHead)
            return message;
        bool bodiless = method == "HEAD" || message.Status is < 200 or 204 or 304 || OpensTunnel(method, message);
        if (strict && message.Status is < 200 or 204 && (message.Values("content-length").Any() || message.Values("transfer-encoding").Any()))
            return Broken(message, "framing in a response that has no body");
        if (strict || !OpensTunnel(method, message))
            return ReadBody(message, isRequest: false, bodiless, ended);

        // RFC 9110 §9.3.6: framing in a successful answer to CONNECT is ignored, whatever it says.
        message.State = ReadState.Complete;
        return message;
    }

    /// <summary>Passes over all that is left.</summary>
    internal void SkipRest() => _at = bytes.Length;

    private ReadMessage ReadHead(Regex startLine)
    {
        if (!strict && bytes.AsSpan(_at).StartsWith("\r\n"u8))
            _at += 2;
        var message = new ReadMessage { Start = _at, End = _at, State = ReadState.Incomplete };
        int length = bytes.AsSpan(_at).IndexOf("\r\n\r\n"u8);
        if (length < 0)
            return message;
        string[] lines = Encoding.Latin1.GetString(bytes, _at, length).Split("\r\n");
        message.StartLine = lines[0];
        if (!startLine.IsMatch(lines[0]))
            return Broken(message, $"start line {lines[0]}");
        foreach (string line in lines[1..])
        {
            if (!Grammar.FieldLine().IsMatch(line))
                return Broken(message, $"field line {line}");
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            message.Fields.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        message.HasHead = true;
        message.End = _at += length + 4;
        return message;
    }

    private ReadMessage ReadBody(ReadMessage message, bool isRequest, bool bodiless, bool ended)
    {
        string[] lengths = [.. message.Values("content-length")];
        string[] codings = [.. message.Values("transfer-encoding")];
        if (!strict)
            lengths = [.. lengths.Distinct()];
        if (lengths.Length + codings.Length > 1)
            return Broken(message, "more than one framing");
        if (lengths.Length == 1 && !Digits().IsMatch(lengths[0]))
            return Broken(message, $"Content-Length {lengths[0]}");
        if (codings.Length == 1 && (message.IsHttp10 || !codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase)))
            return Broken(message, $"Transfer-Encoding {codings[0]}");

        if (bodiless)
            message.State = ReadState.Complete;
        else if (codings.Length == 1)
            ReadChunks(message);
        else if (lengths.Length == 1)
            message.State = TryTake(message.Body, long.Parse(lengths[0], CultureInfo.InvariantCulture)) ? ReadState.Complete : ReadState.Incomplete;
        else if (isRequest)
            message.State = ReadState.Complete;
        else
            ReadToEnd(message, ended);
        message.End = _at;
        return message;
    }

    private void ReadToEnd(ReadMessage message, bool ended)
    {
        message.IsUntilClose = true;
        TryTake(message.Body, bytes.Length - _at);
        message.State = ended ? ReadState.Complete : ReadState.Incomplete;
    }

    private void ReadChunks(ReadMessage message)
    {
        while (TakeLine() is { } line)
        {
            Match size = (strict ? PlainSize() : AnySize()).Match(line);
            if (!size.Success)
            {
                Broken(message, $"chunk size {line}");
                return;
            }

            long length = long.Parse(size.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length < 0)
            {
                Broken(message, $"chunk size {line}");
                return;
            }

            if (length == 0)
            {
                ReadTrailers(message);
                return;
            }

            if (!TryTake(message.Body, length))
                break;
            if (bytes.Length - _at < 2)
                break;
            if (!bytes.AsSpan(_at).StartsWith("\r\n"u8))
            {
                Broken(message, "no line end behind a chunk");
                return;
            }

            _at += 2;
        }

        message.State = ReadState.Incomplete;
    }

    private void ReadTrailers(ReadMessage message)
    {
        message.State = ReadState.Incomplete;
        while (TakeLine() is { } line)
        {
            if (line.Length == 0)
            {
                message.State = ReadState.Complete;
                return;
            }

            if (!Grammar.FieldLine().IsMatch(line))
            {
                Broken(message, $"trailer {line}");
                return;
            }
        }
    }

    private string? TakeLine()
    {
        int length = bytes.AsSpan(_at).IndexOf("\r\n"u8);
        if (length < 0)
            return null;
        string line = Encoding.Latin1.GetString(bytes, _at, length);
        _at += length + 2;
        return line;
    }

    private bool TryTake(List<byte> body, long length)
    {
        int count = (int)Math.Min(length, bytes.Length - _at);
        body.AddRange(bytes.AsSpan(_at, count));
        _at += count;
        return count == length;
    }

    private static ReadMessage Broken(ReadMessage message, string problem)
    {
        message.State = ReadState.Malformed;
        message.Problem = problem;
        return message;
    }

    [GeneratedRegex(@"\A[0-9]{1,18}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A([0-9a-fA-F]{1,15})\z")]
    private static partial Regex PlainSize();

    [GeneratedRegex(@"\A0*([0-9a-fA-F]{1,16})[ \t]*(;.*)?\z", RegexOptions.Singleline)]
    private static partial Regex AnySize();
}
