using System;
using System.Globalization;
using System.Text;

using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.ProxyProtocol;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>All that a parser says about an input, as text: two ways of parsing agree when their transcripts are equal.</summary>
internal static class Transcript
{
    /// <summary>Feeds the pieces of an input to the request parser and writes down the outcome.</summary>
    internal static string OfRequest(ReadOnlySpan<byte> input, ReadOnlySpan<int> cuts, RequestHead head, in HeadLimits limits)
    {
        head.Reset();
        int consumed = 0;
        for (int piece = 0; piece <= cuts.Length; piece++)
        {
            ParseResult result = RequestParser.Parse(head, Piece(input, cuts, piece), limits);
            consumed += result.Consumed;
            if (result.Status == ParseStatus.Faulted)
                return Refusal(result.Fault, result.Violation);
            if (result.Status == ParseStatus.Done)
                return $"done after {consumed}\n{Describe(head)}";
        }
        return "need more";
    }

    /// <summary>Feeds the pieces of an input to the response parser and writes down the outcome.</summary>
    internal static string OfResponse(ReadOnlySpan<byte> input, ReadOnlySpan<int> cuts, ResponseHead head, Method requestMethod, in HeadLimits limits)
    {
        head.Reset();
        int consumed = 0;
        for (int piece = 0; piece <= cuts.Length; piece++)
        {
            ParseResult result = ResponseParser.Parse(head, Piece(input, cuts, piece), requestMethod, limits);
            consumed += result.Consumed;
            if (result.Status == ParseStatus.Faulted)
                return Refusal(result.Fault, result.Violation);
            if (result.Status == ParseStatus.Done)
                return $"done after {consumed}\n{Describe(head)}";
        }
        return "need more";
    }

    /// <summary>Lets the pieces of an input arrive one after the other, gives the reader of PROXY headers what has arrived each time, and writes down the outcome.</summary>
    internal static string OfProxyHeader(ReadOnlySpan<byte> input, ReadOnlySpan<int> cuts)
    {
        for (int piece = 0; piece <= cuts.Length; piece++)
        {
            ProxyHeaderRead read = ProxyHeaderReader.Read(input[..(piece == cuts.Length ? input.Length : cuts[piece])]);
            if (read.Status == ProxyHeaderStatus.Refused)
                return $"refused: {read.Violation}";
            if (read.Status == ProxyHeaderStatus.Complete)
                return $"done after {read.Length}\n{Describe(read.Header!)}";
        }
        return "need more";
    }

    internal static string Describe(ProxyHeader header)
    {
        string addresses = header.Source is null ? "nobody" : $"{header.Source}|{header.SourcePort} to {header.Destination}|{header.DestinationPort}";
        string tls = header.Tls is not { } said ? "" : $" tls {Shown(said.Version)} {Shown(said.CommonName)} {(said.HasCertificate ? "shown" : "none")} {(said.IsVerified ? "verified" : "unverified")}";
        return $"{header.Version} {(header.IsLocal ? "local" : addresses)}{Shown(" alpn ", header.Protocol)}{Shown(" host ", header.Authority)}{Shown(" id ", header.UniqueId)}{tls}";
    }

    private static string Shown(byte[] bytes) => $"[{Encoding.Latin1.GetString(bytes)}]";

    private static string Shown(string before, byte[]? bytes) => bytes is null ? "" : before + Shown(bytes);

    /// <summary>Feeds the pieces of an input to the chunked decoder and writes down the outcome, the data and the trailers.</summary>
    internal static string OfChunked(ReadOnlySpan<byte> input, ReadOnlySpan<int> cuts, ChunkedDecoder decoder, in HeadLimits limits)
    {
        decoder.Reset(inRequest: true, limits);
        var data = new StringBuilder();
        int consumed = 0;
        for (int piece = 0; piece <= cuts.Length; piece++)
        {
            ReadOnlySpan<byte> rest = Piece(input, cuts, piece);
            while (true)
            {
                ChunkedStep step = decoder.Decode(rest);
                consumed += step.Consumed;
                data.Append(Text(rest.Slice(step.DataStart, step.DataLength)));
                if (step.Status == ChunkedStatus.Faulted)
                    return $"{Refusal(step.Fault, step.Violation)}\ndata {data}";
                if (step.Status == ChunkedStatus.Done)
                    return $"done after {consumed}\ndata {data}\n{(decoder.HasTrailers ? Describe(decoder.Trailers!) : "")}";
                rest = rest[step.Consumed..];
                if (step.Status == ChunkedStatus.NeedMore)
                    break;
            }
            InvariantException.True("what asks for more has taken all there is", rest.IsEmpty);
        }
        return $"need more\ndata {data}";
    }

    /// <summary>Everything the head of a request says.</summary>
    internal static string Describe(RequestHead head) => string.Create(CultureInfo.InvariantCulture, $"""
        {head.Method} {Text(head.MethodToken)} {head.Form} {Text(head.Target)} {head.Version}
        path {Text(head.Path)} query {head.HasQuery} {Text(head.Query)}
        authority {Text(head.Authority)} host {Text(head.Host)} port {head.Port}
        {head.Framing} keep-alive {head.KeepAlive} continue {head.Expects100Continue} upgrade {head.UpgradeRequested}
        {Describe(head.Fields)}
        """);

    /// <summary>Everything the head of a response says.</summary>
    internal static string Describe(ResponseHead head) => string.Create(CultureInfo.InvariantCulture, $"""
        {head.Version} {head.Status} {Text(head.Reason)} interim {head.IsInterim}
        {head.Framing} keep-alive {head.KeepAlive}
        {Describe(head.Fields)}
        """);

    /// <summary>The field lines, those withheld marked.</summary>
    internal static string Describe(HeaderBlock fields)
    {
        var lines = new StringBuilder();
        for (int i = 0; i < fields.Count; i++)
        {
            lines.Append(fields.IsWithheld(i) ? "- " : "+ ").Append(fields[i].Known).Append(' ')
                .Append(Text(fields[i].Name)).Append(": ").Append(Text(fields[i].Value)).Append('\n');
        }
        return lines.ToString();
    }

    /// <summary>Bytes as text, one character for each.</summary>
    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static string Refusal(FaultKind fault, Violation? violation) => $"refused {fault}: {violation}";

    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> input, ReadOnlySpan<int> cuts, int index)
    {
        int start = index == 0 ? 0 : cuts[index - 1];
        int end = index == cuts.Length ? input.Length : cuts[index];
        return input[start..end];
    }
}
