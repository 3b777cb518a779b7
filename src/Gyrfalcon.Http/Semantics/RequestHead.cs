using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// The head of a request: request line, fields, and what follows from them. Spans point into the head's own bytes and are valid
/// until <see cref="MessageHead.Reset"/>.
/// </summary>
public sealed class RequestHead : MessageHead
{
    internal Slice MethodSlice { get; set; }

    internal Slice TargetSlice { get; set; }

    internal Slice PathSlice { get; set; }

    /// <summary>Start is one past the question mark.</summary>
    internal Slice QuerySlice { get; set; }

    internal Slice AuthoritySlice { get; set; }

    internal int HostLength { get; set; }

    /// <summary>The request line was understood: method, target, path and version are what was sent, even when the rest of the head is at fault.</summary>
    public bool HasRequestLine => SectionStart > 0;

    /// <summary>What came of the first line, without its end; any bytes, if it was not understood.</summary>
    public ReadOnlySpan<byte> ReceivedLine
    {
        get
        {
            ReadOnlySpan<byte> line = Fields.Stored;
            if (line.StartsWith("\r\n"u8)) line = line[2..];
            int end = line.IndexOf((byte)'\n');
            if (end >= 0) line = line[..end];
            return line.EndsWith("\r"u8) ? line[..^1] : line;
        }
    }

    /// <summary>The method, or <see cref="Method.Other"/>.</summary>
    public Method Method { get; internal set; }

    /// <summary>The method as it was sent.</summary>
    public ReadOnlySpan<byte> MethodToken => At(MethodSlice);

    /// <summary>The request target as it was sent: visible ASCII without white space.</summary>
    public ReadOnlySpan<byte> Target => At(TargetSlice);

    /// <summary>The target's form.</summary>
    public TargetForm Form { get; internal set; }

    /// <summary>
    /// The path, percent-encoded as it was sent, from its first slash. <c>/</c> for absolute-form without a path, <c>*</c> for
    /// asterisk-form, empty for authority-form.
    /// </summary>
    public ReadOnlySpan<byte> Path => PathSlice.Length > 0 ? At(PathSlice) : Form switch
    {
        TargetForm.Absolute => "/"u8,
        TargetForm.Asterisk => "*"u8,
        _ => default,
    };

    /// <summary>The target has a question mark, be the query empty or not.</summary>
    public bool HasQuery { get; internal set; }

    /// <summary>The query without its question mark.</summary>
    public ReadOnlySpan<byte> Query => At(QuerySlice);

    /// <summary>
    /// host [":" port] of the resource asked for: the target's if it has one, else Host's (RFC 9112 §3.3). Empty only for an
    /// HTTP/1.0 request that gives neither.
    /// </summary>
    public ReadOnlySpan<byte> Authority => At(AuthoritySlice);

    /// <summary>The authority without its port; an IPv6 literal keeps its brackets. Case as it was sent.</summary>
    public ReadOnlySpan<byte> Host => At(AuthoritySlice)[..HostLength];

    /// <summary>The authority's port, 0 to 65535; -1 if none is given.</summary>
    public int Port { get; internal set; } = -1;

    /// <summary>The target is in absolute-form and its scheme is https: only a secured connection may serve it (RFC 9110 §7.4).</summary>
    public bool AsksForHttps { get; internal set; }

    /// <summary>
    /// How many more times an OPTIONS or TRACE may be forwarded (RFC 9110 §7.6.2): 0 to 2^31 − 1, greater numbers being taken for that;
    /// -1 if nothing is said, or for another method, where it means nothing.
    /// </summary>
    public int MaxForwards { get; internal set; } = -1;

    /// <summary>The client waits for a 100 response before it sends its body (RFC 9110 §10.1.1). Never for HTTP/1.0.</summary>
    public bool Expects100Continue { get; internal set; }

    /// <summary>
    /// The client offers to change the protocol to one of those in its Upgrade field (RFC 9110 §7.8), of which at least one may be passed on
    /// (<see cref="UpgradeProtocols"/>). Never for HTTP/1.0.
    /// </summary>
    public bool UpgradeRequested { get; internal set; }

    private protected override void ResetStartLine()
    {
        MethodSlice = default;
        TargetSlice = default;
        PathSlice = default;
        QuerySlice = default;
        AuthoritySlice = default;
        HostLength = 0;
        Method = default;
        Form = default;
        HasQuery = false;
        Port = -1;
        AsksForHttps = false;
        MaxForwards = -1;
        Expects100Continue = false;
        UpgradeRequested = false;
    }

    private ReadOnlySpan<byte> At(Slice slice) => Fields.Slice(slice.Start, slice.Length);
}
