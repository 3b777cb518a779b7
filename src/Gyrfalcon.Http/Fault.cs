namespace Gyrfalcon.Http;

/// <summary>On whose side the cause of a fault lies.</summary>
public enum FaultSide : byte
{
    /// <summary>The client's: its message, its speed, its going away.</summary>
    Client,

    /// <summary>Ours: configuration, capacity, a bug.</summary>
    Proxy,

    /// <summary>The endpoint's, or the way to it.</summary>
    Endpoint,
}

/// <summary>How far the damage of a fault reaches.</summary>
public enum FaultScope : byte
{
    /// <summary>This exchange alone; the connection on which it happened is still in step.</summary>
    Exchange,

    /// <summary>The connection on which it happened: nothing further can be read from it.</summary>
    Connection,
}

/// <summary>When a further attempt cannot do harm.</summary>
public enum RetrySafety : byte
{
    /// <summary>Never: another attempt would end the same way, or the answer is already final.</summary>
    Never,

    /// <summary>While no byte of the request has reached an endpoint; whatever the method.</summary>
    IfNothingSent,

    /// <summary>If the method is idempotent (RFC 9110 §9.2.2) and the body can be sent again.</summary>
    IfIdempotent,
}

/// <summary>The meaning of one <see cref="FaultKind"/>: what the client, the logs and the metrics are told, and what may be done about it.</summary>
public sealed class Fault
{
    internal Fault(
        FaultKind kind, int status, string sentence, string proxyStatus, string logCode,
        FaultSide side, FaultScope scope, RetrySafety retry, bool closesDownstream)
    {
        Kind = kind;
        Status = status;
        Sentence = sentence;
        ProxyStatus = proxyStatus;
        LogCode = logCode;
        MetricLabel = logCode.Replace('-', '_');
        Side = side;
        Scope = scope;
        Retry = retry;
        ClosesDownstream = closesDownstream;
    }

    /// <summary>The kind that this row is about.</summary>
    public FaultKind Kind { get; }

    /// <summary>Status code of the answer, 400 to 599; 0 for <see cref="FaultKind.None"/>. 499 is for the logs and never sent.</summary>
    public int Status { get; }

    /// <summary>One sentence for the client that gives nothing away about the inside.</summary>
    public string Sentence { get; }

    /// <summary>Error type for the Proxy-Status field (RFC 9209 §2.3); empty when no answer is sent.</summary>
    public string ProxyStatus { get; }

    /// <summary>Stable kebab-case code in access and error logs.</summary>
    public string LogCode { get; }

    /// <summary>The log code in snake case: the <c>fault</c> label of <c>gyr_faults_total</c>.</summary>
    public string MetricLabel { get; }

    /// <summary>On whose side the cause lies.</summary>
    public FaultSide Side { get; }

    /// <summary>How far the damage reaches on the side where it happened.</summary>
    public FaultScope Scope { get; }

    /// <summary>When a further attempt is safe.</summary>
    public RetrySafety Retry { get; }

    /// <summary>The client's connection is closed after the answer, because nothing that follows on it can be trusted.</summary>
    public bool ClosesDownstream { get; }
}
