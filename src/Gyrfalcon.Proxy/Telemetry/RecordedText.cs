namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The texts of a record of the access log, in their order.</summary>
internal enum RecordedText
{
    RequestId,
    Client,

    /// <summary>The proxy that the connection came from, if it is trusted and told of another client.</summary>
    Peer,
    Listener,
    Route,
    Cluster,
    Endpoint,
    Method,
    Host,
    Target,
    Query,
    Referer,
    UserAgent,
    Violation,

    /// <summary>The exchange's own name, if it is not the one that the request came with.</summary>
    OwnId,
    TraceId,
    ParentId,
}
