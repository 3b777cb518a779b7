using System;
using System.Collections.Generic;
using System.IO;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>
/// Turns text into a tree of <see cref="YamlNode"/>. YamlDotNet tokenises; what a configuration may not contain
/// (second documents, merge keys, tags, duplicate keys, unbounded nesting or expansion) is refused here.
/// </summary>
internal sealed class YamlLoader
{
    private const int MostNested = 32;

    // Bounds the walk over aliases of aliases ("billion laughs"), not what is read: that is bounded by the file's size.
    private const long MostNodes = 1_000_000;

    private readonly Parser _parser;
    private readonly DiagnosticList _diagnostics;
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);

    // Set with a reported mistake that makes further reading pointless; every loop ends on it.
    private bool _stopped;

    private YamlLoader(string text, DiagnosticList diagnostics)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _diagnostics = diagnostics;
    }

    /// <summary>The document's root; null when there is none or the reading had to stop, which has been reported.</summary>
    public static YamlNode? Load(string text, DiagnosticList diagnostics)
    {
        try
        {
            return new YamlLoader(text, diagnostics).Document();
        }
        catch (YamlException syntax)
        {
            YamlSyntaxReport.Report(syntax, text, diagnostics);
            return null;
        }
    }

    private YamlNode? Document()
    {
        Advance(); // stream start
        Advance();
        if (_parser.Current is StreamEnd)
        {
            _diagnostics.Report(DiagnosticCodes.Empty, default, "", "the file is empty", "start from examples/minimal.yaml");
            return null;
        }

        Advance(); // document start
        YamlNode root = Node("", 0);
        if (_stopped)
            return null;
        Advance(); // document end
        if (_parser.Current is DocumentStart second)
            _diagnostics.Report(DiagnosticCodes.ManyDocuments, At(second), "", "a second document begins here", "remove the line `---`, or split the file");
        if (root is YamlScalar { IsNull: true })
        {
            _diagnostics.Report(DiagnosticCodes.Empty, default, "", "the file is empty", "start from examples/minimal.yaml");
            return null;
        }

        return root;
    }

    private void Advance() => _ = _parser.MoveNext();

    private static Mark At(ParsingEvent e) => new((int)e.Start.Line, (int)e.Start.Column);

    /// <summary>Reads the node whose event is current and leaves the parser on the event after it.</summary>
    private YamlNode Node(string path, int depth)
    {
        ParsingEvent current = _parser.Current!;
        Mark start = At(current);
        if (depth > MostNested)
            return Stop(DiagnosticCodes.TooDeep, start, path, $"values are nested more than {MostNested} deep", "check for brackets that are never closed");

        if (current is AnchorAlias alias)
        {
            Advance();
            return Aliased(alias.Value.Value, start, path);
        }

        var event_ = (NodeEvent)current;
        string? anchor = event_.Anchor.IsEmpty ? null : event_.Anchor.Value;
        if (anchor is not null)
            _anchors[anchor] = null; // known but unfinished: an alias to it would be a node inside itself
        if (!event_.Tag.IsEmpty)
            _diagnostics.Report(DiagnosticCodes.Tag, start, path, $"the tag `{Shown.Text(event_.Tag.Value)}` is not supported", "remove it, or quote a value that begins with `!`");

        YamlNode node = current switch
        {
            Scalar scalar => Leaf(scalar, start),
            SequenceStart => Sequence(start, path, depth),
            _ => Mapping(start, path, depth),
        };
        if (anchor is not null)
            _anchors[anchor] = node;
        return node;
    }

    private YamlNode Aliased(string name, Mark start, string path)
    {
        if (_anchors.TryGetValue(name, out YamlNode? known) && known is not null)
            return known;
        _diagnostics.Report(DiagnosticCodes.UnknownAlias, start, path, $"`*{Shown.Text(name)}` is a YAML alias, and no finished value before it is anchored `&{Shown.Text(name)}`", $"quote it if it is text: \"*{Shown.Text(name)}\"");
        return new YamlMistake(start);
    }

    private YamlScalar Leaf(Scalar scalar, Mark start)
    {
        Advance();
        return new YamlScalar(start, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlSequence Sequence(Mark start, string path, int depth)
    {
        var sequence = new YamlSequence(start);
        Advance();
        while (!_stopped && _parser.Current is not SequenceEnd)
        {
            sequence.Add(Node(ConfigPath.Index(path, sequence.Items.Count), depth + 1));
            RefuseExplosion(sequence, path);
        }

        Advance();
        return sequence;
    }

    private YamlMapping Mapping(Mark start, string path, int depth)
    {
        var mapping = new YamlMapping(start);
        var seen = new Dictionary<string, Mark>(StringComparer.Ordinal);
        Advance();
        while (!_stopped && _parser.Current is not MappingEnd)
        {
            Mark keyStart = At(_parser.Current!);
            if (_parser.Current is not Scalar { Value: var key } scalar)
            {
                _diagnostics.Report(DiagnosticCodes.KeyNotText, keyStart, path, "a key must be plain text", "quote braces, brackets and `*` that belong to a value");
                _ = Node(path, depth + 1);
                if (!_stopped)
                    _ = Node(path, depth + 1);
                continue;
            }

            string keyPath = ConfigPath.Key(path, key);
            bool merges = key == "<<" && scalar.Style == ScalarStyle.Plain;
            _ = Node(keyPath, depth + 1); // the key itself, for its anchor and tag
            YamlNode value = Node(keyPath, depth + 1);
            if (_stopped)
                break;
            if (merges)
                _diagnostics.Report(DiagnosticCodes.MergeKey, keyStart, path, "the merge key `<<` is not supported", "write the keys out, or use an alias for a whole value");
            else if (!seen.TryAdd(key, keyStart))
                _diagnostics.Report(DiagnosticCodes.DuplicateKey, keyStart, keyPath, $"the key `{Shown.Text(key)}` appears twice, first in line {seen[key].Line}", "remove one of the two");
            else
                mapping.Add(new YamlEntry(key, keyStart, value));
            RefuseExplosion(mapping, path);
        }

        Advance();
        return mapping;
    }

    private void RefuseExplosion(YamlNode node, string path)
    {
        if (node.Weight > MostNodes)
            _ = Stop(DiagnosticCodes.TooManyNodes, node.Start, path, $"aliases followed, the file has more than {MostNodes} values", "check for aliases of aliases");
    }

    private YamlMistake Stop(DiagnosticCode code, Mark mark, string path, string problem, string remedy)
    {
        _stopped = true;
        _diagnostics.Report(code, mark, path, problem, remedy);
        return new YamlMistake(mark);
    }
}
