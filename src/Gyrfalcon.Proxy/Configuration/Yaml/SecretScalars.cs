using System;
using System.Collections.Generic;
using System.IO;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>Where in a text the values of <c>headers</c> are. Aliases are not followed.</summary>
internal static class SecretScalars
{
    /// <summary>Each with its place in the text, in order; none from where the text is no YAML.</summary>
    internal static IReadOnlyList<(Secret Secret, int Start, int Length)> In(string text)
    {
        var found = new List<(Secret, int, int)>();
        try
        {
            Walk(new Parser(new Scanner(new StringReader(text), skipComments: true)), found);
        }
        catch (Exception malformed) when (malformed is not OutOfMemoryException)
        {
            // YamlDotNet lets exceptions of many kinds escape. What was found is checked by whoever uses it.
        }

        return found;
    }

    private static void Walk(Parser parser, List<(Secret, int, int)> found)
    {
        var places = new SecretPlaces();
        var open = new Stack<Level>();
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case MappingStart:
                    open.Push(Level.Under(open, isMapping: true));
                    break;
                case SequenceStart:
                    open.Push(Level.Under(open, isMapping: false));
                    break;
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    break;
                case AnchorAlias when open.TryPeek(out Level? level):
                    level.TakeValue();
                    break;
                case Scalar scalar when open.TryPeek(out Level? level):
                    if (level.TakeKey(scalar.Value)) break;
                    if (level.SecretOf(scalar.Value, places) is { } secret && scalar.Style is ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
                        found.Add((secret, (int)scalar.Start.Index, (int)(scalar.End.Index - scalar.Start.Index)));
                    level.TakeValue();
                    break;
            }
        }
    }

    /// <summary>A mapping or a list that is being read.</summary>
    private sealed class Level(string path, bool isMapping, bool isSecret)
    {
        private string? _key;
        private int _index;

        internal static Level Under(Stack<Level> open, bool isMapping)
        {
            if (!open.TryPeek(out Level? above)) return new Level("", isMapping, false);
            var level = new Level(above.PathOfValue(), isMapping, above.IsSecretValue);
            above.TakeValue();
            return level;
        }

        /// <summary>The value that comes is that of <c>headers</c>, or within it.</summary>
        private bool IsSecretValue => isSecret || (isMapping && _key == "headers");

        /// <summary>True if a key was awaited, which this is now.</summary>
        internal bool TakeKey(string key)
        {
            if (!isMapping || _key is not null) return false;
            _key = key;
            return true;
        }

        internal void TakeValue()
        {
            _key = null;
            _index++;
        }

        internal Secret? SecretOf(string value, SecretPlaces places)
            => isSecret && isMapping ? places.Named(path, _key!, value)
                : IsSecretValue ? places.Line(PathOfValue(), value)
                : null;

        /// <summary>Within <c>headers</c> all is at one place.</summary>
        private string PathOfValue() => isSecret ? path : isMapping ? ConfigPath.Key(path, _key ?? "") : ConfigPath.Index(path, _index);
    }
}
