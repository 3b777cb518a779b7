using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>What was found in a path that readers are known to disagree about.</summary>
[Flags]
public enum PathMarks
{
    /// <summary>Nothing: every reader sees the same path.</summary>
    None = 0,

    /// <summary>A segment <c>.</c> or <c>..</c>: some readers remove it (RFC 3986 §5.2.4), some take it as it stands.</summary>
    DotSegment = 1,

    /// <summary>An empty segment, as between two slashes: some readers make one slash of two.</summary>
    EmptySegment = 2,

    /// <summary>More <c>..</c> than there are segments to remove.</summary>
    AboveRoot = 4,

    /// <summary>A slash, backslash, semicolon or percent sign, percent-encoded: data to some readers, structure to those that decode first or twice.</summary>
    EncodedDelimiter = 8,
}
