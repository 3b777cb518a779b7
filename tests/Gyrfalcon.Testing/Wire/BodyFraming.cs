namespace Gyrfalcon.Testing;

/// <summary>How the end of a body shows on the wire (RFC 9112 section 6.3).</summary>
public enum BodyFraming
{
    None,
    ContentLength,
    Chunked,
    UntilClose,
}
