namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Another access log.</summary>
/// <param name="Output">Where it goes; null if it is off.</param>
public sealed record AccessLogChange(AccessLogOutput? Output);
