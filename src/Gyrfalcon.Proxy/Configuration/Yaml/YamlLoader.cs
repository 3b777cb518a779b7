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

    private readonly string _text;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly DiagnosticList _diagnostics;
    private readonly string _needs;
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);

    // Set with a reported mistake that makes further reading pointless; every loop ends on it.
    private bool _stopped;

    private YamlLoader(string text, DiagnosticList diagnostics, string needs)
    {
        _text = text;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
        _diagnostics = diagnostics;
        _needs = needs;
    }

    /// <summary>The document's root; null when there is none or the reading had to stop, which has been reported.</summary>
    /// <param name="text">The document.</param>
    /// <param name="diagnostics">Told of every mistake.</param>
    /// <param name="needs">What an empty document lacks.</param>
    public static YamlNode? Load(string text, DiagnosticList diagnostics, string needs = "it needs `listeners`, `routes` and, for routes to forward to, `clusters`")
        => new YamlLoader(text, diagnostics, needs).Document();

    private YamlNode? Document()
    {
        Advance(); // stream start
        Advance();
        if (_stopped)
            return null;
        if (_parser.Current is StreamEnd)
        {
            _diagnostics.Report(DiagnosticCodes.Empty, default, "", "the file is empty", _needs);
            return null;
        }

        Advance(); // document start
        YamlNode root = Node("", 0);
        if (_stopped)
            return null;
        Advance(); // document end
        if (_stopped)
            return null;
        if (_parser.Current is DocumentStart second)
            _diagnostics.Report(DiagnosticCodes.ManyDocuments, At(second), "", "a second document begins here", "remove the line `---`, or split the file");
        if (root is YamlScalar { IsNull: true })
        {
            _diagnostics.Report(DiagnosticCodes.Empty, default, "", "the file is empty", _needs);
            return null;
        }

        return root;
    }

    /// <summary>
    /// Moves to the next event. YamlDotNet reports most syntax errors as <see cref="YamlException"/> and lets others escape as whatever
    /// exception its own code ran into (a bracket that is not closed before the next key is an InvalidOperationException), so here,
    /// and only around that one call, every exception counts as a syntax error.
    /// </summary>
    private void Advance()
    {
        if (_stopped)
            return;
        try
        {
            _ = _parser.MoveNext();
        }
        catch (YamlException syntax)
        {
            _stopped = true;
            YamlSyntaxReport.Report(syntax.Start, syntax.Message, _text, _diagnostics);
        }
        catch (Exception escaped) when (escaped is not OutOfMemoryException)
        {
            _stopped = true;
            YamlSyntaxReport.Report(_scanner.CurrentPosition, YamlSyntaxReport.WithinBrackets, _text, _diagnostics);
        }
    }

    private static Mark At(ParsingEvent e) => new((int)e.Start.Line, (int)e.Start.Column);

    /// <summary>Reads the node whose event is current and leaves the parser on the event after it.</summary>
    private YamlNode Node(string path, int depth)
    {
        if (_stopped)
            return new YamlMistake(default);
        ParsingEvent current = _parser.Current!;
        Mark start = At(current);
        if (depth > MostNested)
            return Stop(DiagnosticCodes.TooDeep, start, path, $"values are nested more than {MostNested} deep", "check for brackets that are never closed");

        if (current is AnchorAlias alias)
        {
            Advance();
            return Aliased(alias.Value.Value, start, path);
        }

        if (current is not NodeEvent { Anchor: var declared, Tag: var tag })
            return Stop(DiagnosticCodes.Syntax, start, path, "not well-formed YAML: a value is missing", "write one, or remove the `:` or `,` before it");
        string? anchor = declared.IsEmpty ? null : declared.Value;
        if (anchor is not null)
            _anchors[anchor] = null; // known but unfinished: an alias to it would be a node inside itself
        if (!tag.IsEmpty)
            _diagnostics.Report(DiagnosticCodes.Tag, start, path, $"the tag `{Shown.Text(tag.Value)}` is not supported", "remove it, or quote a value that begins with `!`");

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

        return Closed(sequence);
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
                mapping.IsIncomplete = true;
                _ = Node(path, depth + 1);
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
            {
                _diagnostics.Report(DiagnosticCodes.MergeKey, keyStart, path, "the merge key `<<` is not supported", "write the keys out, or use an alias for a whole value");
                mapping.IsIncomplete = true;
            }
            else if (!seen.TryAdd(key, keyStart))
                _diagnostics.Report(DiagnosticCodes.DuplicateKey, keyStart, keyPath, $"the key `{Shown.Text(key)}` appears twice, first in line {seen[key].Line}", "remove one of the two");
            else
                mapping.Add(new YamlEntry(key, keyStart, value));
            RefuseExplosion(mapping, path);
        }

        return Closed(mapping);
    }

    private T Closed<T>(T collection)
        where T : YamlNode
    {
        Advance();
        return collection;
    }

    private void RefuseExplosion(YamlNode node, string path)
    {
        if (node.Weight > MostNodes)
            _ = Stop(DiagnosticCodes.TooManyNodes, node.Start, path, $"the file has more than {MostNodes} values, aliases followed", "check for aliases of aliases");
    }

    private YamlMistake Stop(DiagnosticCode code, Mark mark, string path, string problem, string remedy)
    {
        _stopped = true;
        _diagnostics.Report(code, mark, path, problem, remedy);
        return new YamlMistake(mark);
    }
}
