using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>
/// Parses response heads (RFC 9112 §2, §4), interim ones too: a 1xx head is delivered like any other, and the next is parsed after
/// a reset. As strict as <see cref="RequestParser"/>, but for two things that servers do and nobody misreads: a status line may
/// lack the space before an empty reason, and a 204 may say Content-Length: 0, which is then withheld.
/// </summary>
public static class ResponseParser
{
    /// <summary>
    /// Takes in bytes of a response head. Call with an empty or a partly parsed head and the bytes that follow on the connection,
    /// until the result is not <see cref="ParseStatus.NeedMore"/>. How the bytes are divided among calls makes no difference.
    /// </summary>
    /// <param name="head">Reset before the first call of a response; owns a copy of all it needs afterwards.</param>
    /// <param name="input">Bytes just received; not kept.</param>
    /// <param name="requestMethod">Method of the request that this answers: it decides whether there is a body.</param>
    /// <param name="limits">Beyond them the response is refused; the same for all calls of one response.</param>
    /// <exception cref="InvalidOperationException">The head is complete or faulted and was not reset.</exception>
    public static ParseResult Parse(ResponseHead head, ReadOnlySpan<byte> input, Method requestMethod, in HeadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(head);
        return HeadReader.Read(new ResponseSyntax(requestMethod), head, input, limits);
    }
}
