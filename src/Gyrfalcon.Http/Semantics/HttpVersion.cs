namespace Gyrfalcon.Http.Semantics;

/// <summary>Version of a message as it arrived.</summary>
public enum HttpVersion : byte
{
    /// <summary>HTTP/1.0</summary>
    Http10 = 10,

    /// <summary>HTTP/1.1</summary>
    Http11 = 11,
}
