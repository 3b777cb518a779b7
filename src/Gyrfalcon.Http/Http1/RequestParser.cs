using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>
/// Parses request heads (RFC 9112 §2, §3). All state is in the head, so an idle connection holds none. A request that two parties
/// could read differently is refused, never repaired.
/// </summary>
public static class RequestParser
{
    /// <summary>
    /// Takes in bytes of a request head. Call with an empty or a partly parsed head and the bytes that follow on the connection,
    /// until the result is not <see cref="ParseStatus.NeedMore"/>. How the bytes are divided among calls makes no difference.
    /// </summary>
    /// <param name="head">Reset before the first call of a request; owns a copy of all it needs afterwards.</param>
    /// <param name="input">Bytes just received; not kept.</param>
    /// <param name="limits">Beyond them the request is refused; the same for all calls of one request.</param>
    /// <exception cref="InvalidOperationException">The head is complete or faulted and was not reset.</exception>
    public static ParseResult Parse(RequestHead head, ReadOnlySpan<byte> input, in HeadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(head);
        return HeadReader.Read(default(RequestSyntax), head, input, limits);
    }
}
