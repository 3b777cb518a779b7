using System;

namespace Gyrfalcon.Resilience.Generating;

/// <summary>A whole answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Origin">The origin that gave it, or -1.</param>
/// <param name="ProxyStatus">What the proxy says of a failure (RFC 9209), if it does.</param>
/// <param name="Content">Its content, valid until the connection's next request.</param>
internal readonly record struct Answer(int Status, int Origin, string? ProxyStatus, ReadOnlyMemory<byte> Content);
