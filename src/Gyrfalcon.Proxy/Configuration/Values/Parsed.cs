using System.Diagnostics.CodeAnalysis;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>A value read from text, or the complaint about the text.</summary>
internal readonly struct Parsed<T>
{
    private readonly T _value;
    private readonly Complaint? _complaint;

    private Parsed(T value, Complaint? complaint)
    {
        _value = value;
        _complaint = complaint;
    }

    public bool Succeeded([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Complaint? complaint)
    {
        value = _value;
        complaint = _complaint;
        return complaint is null;
    }

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Complaint complaint) => new(default!, complaint);
}
