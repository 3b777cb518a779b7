using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// The head of a response, an interim one (1xx) included. Spans point into the head's own bytes and are valid until
/// <see cref="MessageHead.Reset"/>.
/// </summary>
public sealed class ResponseHead : MessageHead
{
    internal Slice ReasonSlice { get; set; }

    /// <summary>The status code, 100 to 999; 0 before the status line was parsed.</summary>
    public int Status { get; internal set; }

    /// <summary>The reason phrase as it was sent; may be empty.</summary>
    public ReadOnlySpan<byte> Reason => Fields.Slice(ReasonSlice.Start, ReasonSlice.Length);

    /// <summary>Another head follows on this response (RFC 9110 §15.2): 1xx, but not 101.</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    private protected override void ResetStartLine()
    {
        ReasonSlice = default;
        Status = 0;
    }
}
