using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The one declaration of a setting: its key, shape, default and what it does.</summary>
internal abstract class Setting(string key, Shape shape, string documentation)
{
    public string Key { get; } = key;

    public Shape Shape { get; } = shape;

    /// <summary>One or more full sentences, in Markdown.</summary>
    public string Documentation { get; } = documentation;

    public bool IsRequired { get; private protected init; }

    /// <summary>The default as one would write it; null where the key is required or its absence means "none".</summary>
    public string? DefaultText { get; private protected init; }

    /// <summary>What other proxies call the same thing, so that a newcomer's key gets the right suggestion.</summary>
    public IReadOnlyList<string> ElsewhereCalled { get; init; } = [];

    /// <summary>A setting without which the section is refused.</summary>
    public static Setting<T> Required<T>(string key, Shape<T> shape, string documentation, params string[] elsewhereCalled) =>
        new(key, shape, documentation, isRequired: true, null) { ElsewhereCalled = elsewhereCalled };

    /// <summary>A setting whose absence means none, an empty list or a section of defaults.</summary>
    public static Setting<T> Optional<T>(string key, Shape<T> shape, string documentation, params string[] elsewhereCalled) =>
        new(key, shape, documentation, isRequired: false, null) { ElsewhereCalled = elsewhereCalled };

    /// <summary>A setting whose absence means the same as <paramref name="defaultText"/>.</summary>
    public static Setting<T> WithDefault<T>(string key, ScalarShape<T> shape, string defaultText, string documentation, params string[] elsewhereCalled) =>
        new(key, shape, documentation, isRequired: false, defaultText) { ElsewhereCalled = elsewhereCalled };
}

/// <summary>A setting whose value is a <typeparamref name="T"/>.</summary>
internal sealed class Setting<T> : Setting
{
    private readonly T _default = default!;

    internal Setting(string key, Shape<T> shape, string documentation, bool isRequired, string? defaultText)
        : base(key, shape, documentation)
    {
        Shape = shape;
        IsRequired = isRequired;
        DefaultText = defaultText;
        if (defaultText is not null)
            _default = ParseDefault((ScalarShape<T>)shape, defaultText);
    }

    public new Shape<T> Shape { get; }

    /// <summary>The value of a missing key.</summary>
    public T Default => DefaultText is null ? Shape.Absent : _default;

    /// <summary>What stands in for a value that could not be read.</summary>
    public T Fallback => DefaultText is null && Shape is ScalarShape<T> ? default! : Default;

    private static T ParseDefault(ScalarShape<T> shape, string text) =>
        shape.Parse(text).Succeeded(out T? value, out Complaint? complaint)
            ? value
            : throw new InvalidOperationException($"the default `{text}` is itself wrong: {complaint.Problem}");
}
