using System.Linq;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Bytes that a client sends, the rule that they are about, and what must become of them.</summary>
/// <param name="Name">Unique in the tables.</param>
/// <param name="Rule">The section that the outcome rests on.</param>
/// <param name="Bytes">As Latin-1; a further request comes behind them, which must not be mixed up with these.</param>
/// <param name="Seen">The requests that the endpoint must see, each as <see cref="Gyrfalcon.Testing.StrictMessage.Shown"/> shows it.</param>
/// <param name="Status">Of our own answer to what follows on those requests; 0 if there is none.</param>
internal sealed record RequestCase(string Name, string Rule, string Bytes, string[] Seen, int Status)
{
    /// <summary>The connection ends with the answer: what comes behind is not served.</summary>
    internal bool Closes { get; init; }

    /// <summary>
    /// The client sends on behind what it called its last request (RFC 9112 §9.6): the connection may be closed by then, and what the client has not read of the
    /// answer be lost.
    /// </summary>
    internal bool SendsOn { get; init; }

    /// <summary>The connection may end after our own answer, because the body of the request was still on its way.</summary>
    internal bool MayClose { get; init; }

    /// <summary>The fault lies in the body, whose head the endpoint may have seen by then; it never gets a whole message.</summary>
    internal bool InBody { get; init; }

    /// <summary>What the client must find in our own answer.</summary>
    internal string AnswerHolds { get; init; } = "";

    /// <summary>The method of the first request, where the length of its response depends on it.</summary>
    internal string Method { get; init; } = "GET";

    /// <summary>One answer with this status, then the end; the endpoint sees nothing.</summary>
    internal static RequestCase Refused(string name, string rule, string bytes, int status = 400) => new(name, rule, bytes, [], status) { Closes = true };

    /// <summary>As <see cref="Refused"/>, but what is wrong comes behind a head that is right.</summary>
    internal static RequestCase RefusedInBody(string name, string rule, string bytes, int status = 400) => Refused(name, rule, bytes, status) with { InBody = true };

    /// <summary>Our own answer; the connection goes on.</summary>
    internal static RequestCase Answered(string name, string rule, string bytes, int status) => new(name, rule, bytes, [], status);

    /// <summary>The endpoint sees exactly these requests, and the connection goes on.</summary>
    internal static RequestCase Passed(string name, string rule, string bytes, params string[] seen) => new(name, rule, bytes, seen, 0);

    /// <summary>A request without a body.</summary>
    internal static string Get(string fields = "", string target = "/x", string method = "GET") => $"{method} {target} HTTP/1.1\r\nHost: a\r\n{fields}\r\n";

    /// <summary>A POST with these fields and this behind its head.</summary>
    internal static string Post(string fields, string body) => $"POST /x HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n{body}";

    /// <summary>A POST in chunks.</summary>
    internal static string Chunked(string body) => Post("Transfer-Encoding: chunked", body);

    /// <summary>A character as it can stand in the name of a test.</summary>
    internal static string NameOf(char character) => character is > ' ' and < '\u007f' ? character.ToString() : $"0x{(int)character:x2}";

    /// <summary>A text as it can stand in the name of a test.</summary>
    internal static string NameOf(string text) => string.Concat(text.Select(each => each == ' ' ? " " : NameOf(each)));

}
