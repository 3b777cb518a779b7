namespace Gyrfalcon.Http.Http1;

/// <summary>What one call of <see cref="ChunkedDecoder.Decode"/> found.</summary>
public enum ChunkedStatus : byte
{
    /// <summary>The input was taken in whole and held no further data: call again with what follows on the connection.</summary>
    NeedMore,

    /// <summary>Data was found: call again with the rest of the input, even if it is empty by now.</summary>
    Data,

    /// <summary>The body and its trailer section are complete.</summary>
    Done,

    /// <summary>The body is refused. Nothing more can be read from the connection.</summary>
    Faulted,
}

/// <summary>One step through a chunked body.</summary>
public readonly struct ChunkedStep
{
    private ChunkedStep(ChunkedStatus status, int consumed, int dataStart, int dataLength, FaultKind fault, Violation? violation)
    {
        Status = status;
        Consumed = consumed;
        DataStart = dataStart;
        DataLength = dataLength;
        Fault = fault;
        Violation = violation;
    }

    /// <summary>What was found.</summary>
    public ChunkedStatus Status { get; }

    /// <summary>Bytes of this call's input that are done with, data included.</summary>
    public int Consumed { get; }

    /// <summary>Offset of the data in this call's input.</summary>
    public int DataStart { get; }

    /// <summary>Bytes of data; at least 1 if the status is <see cref="ChunkedStatus.Data"/>, else 0.</summary>
    public int DataLength { get; }

    /// <summary>The fault; <see cref="FaultKind.None"/> unless the status is <see cref="ChunkedStatus.Faulted"/>.</summary>
    public FaultKind Fault { get; }

    /// <summary>The rule that was broken, for the log; null unless the status is <see cref="ChunkedStatus.Faulted"/>.</summary>
    public Violation? Violation { get; }

    internal static ChunkedStep NeedMore(int consumed) => new(ChunkedStatus.NeedMore, consumed, 0, 0, FaultKind.None, null);

    internal static ChunkedStep Data(int start, int length) => new(ChunkedStatus.Data, start + length, start, length, FaultKind.None, null);

    internal static ChunkedStep Done(int consumed) => new(ChunkedStatus.Done, consumed, 0, 0, FaultKind.None, null);

    internal static ChunkedStep Faulted(Violation violation, bool inRequest) =>
        new(ChunkedStatus.Faulted, 0, 0, 0, violation.Kind(inRequest), violation);
}
