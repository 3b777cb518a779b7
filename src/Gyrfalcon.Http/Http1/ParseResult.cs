namespace Gyrfalcon.Http.Http1;

/// <summary>What became of the input of one parse call.</summary>
public enum ParseStatus : byte
{
    /// <summary>The input was taken in whole and the message part goes on: call again with what follows on the connection.</summary>
    NeedMore,

    /// <summary>The message part is complete; what lies behind the consumed bytes belongs to what comes next.</summary>
    Done,

    /// <summary>The message is refused. Nothing more can be read from the connection.</summary>
    Faulted,
}

/// <summary>Outcome of a call to <see cref="RequestParser"/> or <see cref="ResponseParser"/>.</summary>
public readonly struct ParseResult
{
    private ParseResult(ParseStatus status, int consumed, FaultKind fault, Violation? violation)
    {
        Status = status;
        Consumed = consumed;
        Fault = fault;
        Violation = violation;
    }

    /// <summary>What became of the input.</summary>
    public ParseStatus Status { get; }

    /// <summary>Bytes of this call's input that the head took, 0 to its length. Of no use after a fault.</summary>
    public int Consumed { get; }

    /// <summary>The fault; <see cref="FaultKind.None"/> unless the status is <see cref="ParseStatus.Faulted"/>.</summary>
    public FaultKind Fault { get; }

    /// <summary>The rule that was broken, for the log; null unless the status is <see cref="ParseStatus.Faulted"/>.</summary>
    public Violation? Violation { get; }

    internal static ParseResult NeedMore(int consumed) => new(ParseStatus.NeedMore, consumed, FaultKind.None, null);

    internal static ParseResult Done(int consumed) => new(ParseStatus.Done, consumed, FaultKind.None, null);

    internal static ParseResult Faulted(Violation violation, bool inRequest) => new(ParseStatus.Faulted, 0, violation.Kind(inRequest), violation);
}
