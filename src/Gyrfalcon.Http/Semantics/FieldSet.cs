using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>A set of known fields in 128 bits. <see cref="KnownField.Other"/> is never a member.</summary>
public readonly struct FieldSet : IEquatable<FieldSet>
{
    private readonly ulong _low;
    private readonly ulong _high;

    private FieldSet(ulong low, ulong high) => (_low, _high) = (low, high);

    /// <summary>The set of these fields.</summary>
    public static FieldSet Of(params ReadOnlySpan<KnownField> fields)
    {
        FieldSet set = default;
        foreach (KnownField field in fields)
            set = set.With(field);
        return set;
    }

    /// <summary>No member.</summary>
    public bool IsEmpty => (_low | _high) == 0;

    /// <summary>Whether the field is a member; false for <see cref="KnownField.Other"/>.</summary>
    public bool Contains(KnownField field) => (((int)field < 64 ? _low : _high) >> ((int)field & 63) & 1) != 0;

    /// <summary>This set and one more field. Adding <see cref="KnownField.Other"/> changes nothing.</summary>
    public FieldSet With(KnownField field)
    {
        ulong bit = field == KnownField.Other ? 0 : 1UL << ((int)field & 63);
        return (int)field < 64 ? new FieldSet(_low | bit, _high) : new FieldSet(_low, _high | bit);
    }

    /// <summary>The sets have a member in common.</summary>
    public bool Overlaps(FieldSet other) => ((_low & other._low) | (_high & other._high)) != 0;

    /// <summary>The union.</summary>
    public static FieldSet operator |(FieldSet left, FieldSet right) => left.BitwiseOr(right);

    /// <summary>The union.</summary>
    public FieldSet BitwiseOr(FieldSet other) => new(_low | other._low, _high | other._high);

    /// <inheritdoc/>
    public bool Equals(FieldSet other) => _low == other._low && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_low, _high);

    /// <summary>Same members.</summary>
    public static bool operator ==(FieldSet left, FieldSet right) => left.Equals(right);

    /// <summary>Different members.</summary>
    public static bool operator !=(FieldSet left, FieldSet right) => !left.Equals(right);
}
