namespace Gyrfalcon.Http.Semantics;

/// <summary>Form of a request target (RFC 9112 §3.2).</summary>
public enum TargetForm : byte
{
    /// <summary><c>/path?query</c></summary>
    Origin,

    /// <summary><c>http://authority/path?query</c>; its authority counts, not Host.</summary>
    Absolute,

    /// <summary><c>host:port</c>, for CONNECT alone.</summary>
    Authority,

    /// <summary><c>*</c>, for OPTIONS alone: the server as a whole.</summary>
    Asterisk,
}
