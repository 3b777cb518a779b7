namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The texts of a record of the access log, in their order.</summary>
internal enum RecordedText
{
    RequestId,
    Client,
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
    TraceId,
    ParentId,
}
