using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>What the generated documents say about a shape.</summary>
internal abstract record ShapeFacts;

/// <summary>A single value.</summary>
/// <param name="Type">What to write, in a few words: <c>duration, `1ms` to `24h`</c>.</param>
/// <param name="JsonType">The JSON type of a value that is not text, <c>integer</c> or <c>boolean</c>; otherwise null.</param>
/// <param name="Pattern">A regular expression that every valid text matches; null for any text.</param>
/// <param name="Words">The only valid texts, or those valid beside numbers and patterns.</param>
/// <param name="Least">The smallest integer.</param>
/// <param name="Most">The largest integer.</param>
/// <param name="NullWord">The word that is read as null.</param>
internal sealed record ScalarFacts(
    string Type,
    string? JsonType = null,
    string? Pattern = null,
    IReadOnlyList<string>? Words = null,
    long? Least = null,
    long? Most = null,
    string? NullWord = null) : ShapeFacts;

/// <summary>A list; where <paramref name="OneAllowed"/>, a single item may stand for a list of one.</summary>
internal sealed record ListFacts(Shape Item, bool OneAllowed, bool MayBeEmpty) : ShapeFacts;

/// <summary>A mapping from names of the user's choice to sections.</summary>
internal sealed record MapFacts(Section Section, bool MayBeEmpty) : ShapeFacts;

/// <summary>A mapping with fixed keys; where <paramref name="OrScalar"/> is set, that may stand for it.</summary>
internal sealed record SectionFacts(Section Section, Shape? OrScalar = null) : ShapeFacts;
