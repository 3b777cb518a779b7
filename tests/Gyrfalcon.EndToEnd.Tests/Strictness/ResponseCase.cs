namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>What the client gets of a response.</summary>
internal enum ResponseOutcome
{
    /// <summary>The response, as <see cref="ResponseCase.Seen"/> says.</summary>
    Passed,

    /// <summary>502 in its place.</summary>
    BadGateway,

    /// <summary>502, or, if the fault shows when the head has left, half a response and a reset: never what looks complete.</summary>
    BrokenOff,
}

/// <summary>Bytes that an endpoint answers with, the rule that they are about, and what the client must get.</summary>
/// <param name="Name">Unique in the tables.</param>
/// <param name="Rule">The section that the outcome rests on.</param>
/// <param name="Bytes">As Latin-1.</param>
/// <param name="Outcome">What the client gets.</param>
/// <param name="Seen">The responses that it sees, interim ones too, each as <see cref="Gyrfalcon.Testing.StrictMessage.Shown"/> shows it.</param>
internal sealed record ResponseCase(string Name, string Rule, string Bytes, ResponseOutcome Outcome, string[] Seen)
{
    /// <summary>The method of the request.</summary>
    internal string Method { get; init; } = "GET";

    /// <summary>What the endpoint does with its connection afterwards.</summary>
    internal AfterReply Then { get; init; }

    /// <summary>
    /// Bytes come behind the response. Those that come when the connection has been given to another exchange are taken for that one's response, which no
    /// proxy can know better: so there must be none meanwhile.
    /// </summary>
    internal bool LeavesBytesBehind { get; init; }

    internal static ResponseCase Refused(string name, string rule, string bytes) => new(name, rule, bytes, ResponseOutcome.BadGateway, []);

    internal static ResponseCase BrokenOff(string name, string rule, string bytes) => new(name, rule, bytes, ResponseOutcome.BrokenOff, []);

    internal static ResponseCase Passed(string name, string rule, string bytes, params string[] seen) => new(name, rule, bytes, ResponseOutcome.Passed, seen);

    /// <summary>200 with these fields and this behind its head.</summary>
    internal static string Ok(string fields, string body) => $"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n{body}";

    /// <summary>200 in chunks.</summary>
    internal static string Chunked(string body) => Ok("Transfer-Encoding: chunked", body);
}
