namespace Gyrfalcon.Engine.Transport;

/// <summary>The end of an attempt to connect.</summary>
/// <param name="Transport">The connection, or null when <paramref name="Status"/> is not Ok.</param>
/// <param name="Status">Ok, or Refused, Unreachable, TimedOut, Exhausted, Failed.</param>
public readonly record struct Connected(TcpTransport? Transport, IoStatus Status);
