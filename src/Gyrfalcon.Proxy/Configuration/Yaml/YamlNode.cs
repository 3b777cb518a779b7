using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>A node of the document tree. An alias is the very node it names, so one node may hang in several places.</summary>
internal abstract class YamlNode(Mark start)
{
    public Mark Start { get; } = start;

    /// <summary>How much a walk from here meets, aliases followed: 1 for each node, and for each <see cref="TextUnit"/> characters.</summary>
    public long Weight { get; protected set; } = 1;

    /// <summary>So many characters weigh as much as a node.</summary>
    protected const int TextUnit = 64;

    /// <summary>What to call such a node in a sentence.</summary>
    public abstract string Kind { get; }
}

internal sealed class YamlScalar : YamlNode
{
    public YamlScalar(Mark start, string text, bool isPlain)
        : base(start)
    {
        Text = text;
        IsPlain = isPlain;
        Weight += text.Length / TextUnit;
    }

    public string Text { get; }

    /// <summary>It was written without quotes.</summary>
    public bool IsPlain { get; }

    /// <summary>Nothing was written, or one of YAML's words for nothing.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => IsNull ? "nothing" : $"`{Shown.Text(Text)}`";
}

internal sealed class YamlSequence(Mark start) : YamlNode(start)
{
    private readonly List<YamlNode> _items = [];

    public IReadOnlyList<YamlNode> Items => _items;

    public override string Kind => "a list";

    public void Add(YamlNode item)
    {
        _items.Add(item);
        Weight += item.Weight;
    }
}

internal sealed class YamlMapping(Mark start) : YamlNode(start)
{
    private readonly List<YamlEntry> _entries = [];

    public IReadOnlyList<YamlEntry> Entries => _entries;

    /// <summary>Whether keys were left out that could not be read, so that nothing follows from the absence of one.</summary>
    public bool IsIncomplete { get; set; }

    public override string Kind => "a mapping";

    public void Add(YamlEntry entry)
    {
        _entries.Add(entry);
        Weight += 1 + (entry.Key.Length / TextUnit) + entry.Value.Weight;
    }
}

/// <summary>A node whose mistake has been reported already: whoever meets it says nothing more.</summary>
internal sealed class YamlMistake(Mark start) : YamlNode(start)
{
    public override string Kind => "a mistake";
}

/// <summary>One key of a mapping with its value.</summary>
internal readonly record struct YamlEntry(string Key, Mark KeyStart, YamlNode Value);
