using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CsCheck;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>The parts of a valid message that chance chooses, for either direction.</summary>
/// <param name="Fields">Lines that nobody acts on.</param>
/// <param name="Framing">How the end of the body shows.</param>
/// <param name="BodyBytes">Length of the body.</param>
/// <param name="Trailers">Lines behind the last chunk.</param>
/// <param name="Seed">Of the body's bytes and the chunks' sizes.</param>
internal sealed record RandomMessage(string[] Fields, BodyFraming Framing, int BodyBytes, string[] Trailers, int Seed)
{
    private static readonly Gen<string> Line =
        from name in Gen.String[Gen.Char["abcXYZ019-_!~"], 1, 12]
        from value in Gen.String[Gen.Frequency((20, Gen.Char[' ', '~']), (1, Gen.Const('\t')), (2, Gen.Char['\u0080', '\u00ff'])), 0, 60]
        select $"F-{name}: {value.Trim(' ', '\t')}\r\n";

    private static readonly Gen<int> Size = Gen.Frequency((6, Gen.Int[0, 40]), (3, Gen.Int[0, 20_000]), (1, Gen.Int[60_000, 150_000]));

    /// <summary>One of several values.</summary>
    internal static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>Messages with one of these framings.</summary>
    internal static Gen<RandomMessage> Of(params BodyFraming[] framings) =>
        from fields in Line.Array[0, 6]
        from framing in AnyOf(framings)
        from size in Size
        from trailers in Line.Array[0, 3]
        from seed in Gen.Int
        select new RandomMessage(fields, framing, size, trailers, seed);

    /// <summary>The message behind its start line and first fields.</summary>
    internal string Wire(bool withBody = true)
    {
        var random = new Random(Seed);
        byte[] bytes = new byte[BodyBytes];
        random.NextBytes(bytes);
        string body = withBody ? Encoding.Latin1.GetString(bytes) : "";
        string fields = string.Concat(Fields);
        return Framing switch
        {
            BodyFraming.ContentLength => string.Create(CultureInfo.InvariantCulture, $"{fields}Content-Length: {BodyBytes}\r\n\r\n{body}"),
            BodyFraming.Chunked => $"{fields}Transfer-Encoding: chunked\r\n\r\n{(withBody ? Chunks(body, random) : "")}",
            BodyFraming.UntilClose => $"{fields}\r\n{body}",
            _ => $"{fields}\r\n",
        };
    }

    /// <summary>A text in pieces of random size.</summary>
    internal static List<string> Cut(string text, int seed)
    {
        var random = new Random(seed);
        List<string> pieces = [];
        int most = Math.Max(1, text.Length / random.Next(1, 20));
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(text.Length - at, random.Next(1, most + 1));
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }

    private string Chunks(string body, Random random)
    {
        var chunks = new StringBuilder();
        int most = Math.Max(1, body.Length / random.Next(1, 10));
        for (int at = 0; at < body.Length;)
        {
            int length = Math.Min(body.Length - at, random.Next(1, most + 1));
            string extension = random.Next(4) == 0 ? ";x=\"y\"" : "";
            chunks.Append(CultureInfo.InvariantCulture, $"{length:x}{extension}\r\n").Append(body, at, length).Append("\r\n");
            at += length;
        }

        return chunks.Append("0\r\n").Append(string.Concat(Trailers)).Append("\r\n").ToString();
    }
}
