using System.Linq;
using System.Text;

using CsCheck;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

/// <summary>Random valid heads: parsed, written and parsed again they say the same.</summary>
public class RoundTripTests
{
    private const string TokenCharacters = "!#$%&'*+-.^`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string PathCharacters = "/:@-._~!$&'()*+,;=[]|^0123456789ABCDEFabcdef";

    private static readonly Gen<string> Token = Gen.String[Gen.Char[TokenCharacters], 1, 20];

    private static readonly Gen<string> Value = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u0080', '\u00ff'], Gen.Const('\t')), 0, 60].Select(text => text.Trim(' ', '\t'));

    private static readonly Gen<string> WhiteSpace = Gen.String[Gen.Char[" \t"], 0, 3];

    // The prefix keeps random names from being those of fields that mean something.
    private static readonly Gen<(string Name, string Value, string Before, string After)> Line =
        Gen.Select(Token.Select(token => "zz" + token), Value, WhiteSpace, WhiteSpace);

    private static readonly Gen<string> Target =
        Gen.Select(Gen.String[Gen.Char[PathCharacters], 0, 40], Gen.Bool, Gen.String[Gen.Char[PathCharacters + "?{}`\\"], 0, 40])
            .Select((path, hasQuery, query) => "/" + path + (hasQuery ? "?" + query : ""));

    [Fact]
    public void Requests() => Gen.Select(Token, Target, Line.List[0, 20]).Sample((method, target, lines) =>
    {
        if (method is "CONNECT")
            return true;
        string message = $"{method} {target} HTTP/1.1\r\nHost: a.example:80\r\n"
            + string.Concat(lines.Select(line => $"{line.Name}:{line.Before}{line.Value}{line.After}\r\n")) + "\r\n";
        var head = new RequestHead();
        if (RequestParser.Parse(head, EveryDivision.Bytes(message), HeadLimits.Default).Status != ParseStatus.Done)
            return false;

        byte[] buffer = new byte[64 * 1024];
        var writer = new HeadWriter(buffer);
        writer.RequestLine(head);
        writer.Fields(head.Fields, default);
        writer.End();

        string expected = $"{method} {target} HTTP/1.1\r\nHost: a.example:80\r\n"
            + string.Concat(lines.Select(line => $"{line.Name}: {line.Value}\r\n")) + "\r\n";
        return Encoding.Latin1.GetString(writer.Written) == expected
            && Encoding.Latin1.GetString(head.MethodToken) == method
            && Encoding.Latin1.GetString(head.Target) == target
            && head.Fields.Count == lines.Count + 1;
    });

    [Fact]
    public void Responses() => Gen.Select(Gen.Int[200, 999], Value, Line.List[0, 20]).Sample((status, reason, lines) =>
    {
        string message = $"HTTP/1.1 {status} {reason}\r\n"
            + string.Concat(lines.Select(line => $"{line.Name}:{line.Before}{line.Value}{line.After}\r\n")) + "\r\n";
        var head = new ResponseHead();
        if (ResponseParser.Parse(head, EveryDivision.Bytes(message), Method.Get, HeadLimits.Default).Status != ParseStatus.Done)
            return false;

        byte[] buffer = new byte[64 * 1024];
        var writer = new HeadWriter(buffer);
        writer.StatusLine(head.Status, head.Reason);
        writer.Fields(head.Fields, default);
        writer.End();

        string expected = $"HTTP/1.1 {status} {reason}\r\n" + string.Concat(lines.Select(line => $"{line.Name}: {line.Value}\r\n")) + "\r\n";
        return Encoding.Latin1.GetString(writer.Written) == expected;
    });

    // What may end up in front of the parser in an attack: valid heads with one byte changed are read alike in whole and in pieces.
    [Fact]
    public void One_byte_changed() => Gen.Select(Target, Line.List[0, 5], Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 10_000]).Sample((target, lines, at, value, cut) =>
    {
        byte[] message = EveryDivision.Bytes($"POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n"
            + string.Concat(lines.Select(line => $"{line.Name}:{line.Before}{line.Value}{line.After}\r\n")) + "\r\n");
        message[at % message.Length] = value;
        var head = new RequestHead();
        string whole = Gyrfalcon.Fuzz.Targets.Transcript.OfRequest(message, [], head, HeadLimits.Default);
        return whole == Gyrfalcon.Fuzz.Targets.Transcript.OfRequest(message, [1 + (cut % (message.Length - 1))], head, HeadLimits.Default);
    });
}
