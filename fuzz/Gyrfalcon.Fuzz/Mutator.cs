using System;
using System.Collections.Generic;
using System.Text;

namespace Gyrfalcon.Fuzz;

/// <summary>Makes new inputs from old ones: a few random edits each. The same seed gives the same inputs.</summary>
internal sealed class Mutator(int seed)
{
    private const int MaxLength = 48 * 1024;

    private static readonly byte[][] Tokens = Encode(
        "\r\n", "\r", "\n", "\0", " ", "\t", ":", ": ", ",", ";", "\"", "\\", "%", "%00", "%2f", "?", "#", "/", "//", "..", "*", "@", "[", "]", "[::1]", "é",
        "GET ", "HEAD ", "POST ", "OPTIONS * ", "CONNECT a:1 ", "PRI * HTTP/2.0\r\n", "http://a", "https://b:1", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 204 \r\n", "HTTP/1.1 304\r\n", "HTTP/1.1 101 \r\n", "HTTP/1.0 200 OK\r\n", "Host: a\r\n", "Host: [::1]:80\r\n", "host:a \r\n",
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "content-length:5\r\n", "Content_Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Connection: close\r\n", "Connection: keep-alive\r\n", "Connection: x, upgrade\r\n", "Connection: Host\r\n", "Upgrade: h2c\r\n", "Expect: 100-continue\r\n", "X: y\r\n",
        " folded\r\n", "\r\n\r\n", "0\r\n\r\n", "0\r\n", "5\r\nhello\r\n", "1\r\na\r\n", ";ext=\"v\"", "ffffffffffffffff", "7fffffffffffffff", "00000000000000001", "9223372036854775807",
        "9223372036854775808", "ETag: x\r\n", "Trailer: x\r\n",
        "\u0001c", "\u0001e", "\u0001f", "\u0001F", "\u0001r", "\u0001R", "\u0001s", "\u0001S", "\u0001u", "\u0001U", "\u0001w1", "\u0001W1", "\u0001n", "\u0001k0",
        "\u0001k1", "\u0001q0", "\u0001q1", "\u0001x", "\u0001y", "\u0001o", "\u0001z", "\u0001v", "\u0001a", "\u0001h", "\u0001t2", "\u0001t4", "\u0001t7", "\u0001p6", "\u0001P6",
        "\u0001p9", "\u0001P9", "\u0001cGET /a HTTP/1.1\r\nHost: a\r\n\r\n", "\u0001cPOST /p HTTP/1.1\r\nHost: a\r\n", "\u0001eHTTP/1.1 200 OK\r\n", "/two/a", "/total/a", "\u0001cPUT /two/a HTTP/1.1\r\nHost: a\r\n", "\u0001eHTTP/1.1 503 x\r\n", "tunnel.example", "Connection: upgrade\r\nUpgrade: websocket\r\n", "HTTP/1.1 101 x\r\n",
        "Content-Length: 131072\r\n", "PROXY TCP4 ", "PROXY TCP6 ", "PROXY UNKNOWN", " 1.2.3.4", " ::ffff:1.2.3.4", " 65535", " 65536", "\r\n\r\n\0\r\nQUIT\n", "\u0021\u0011\0\u000c", "\u0021\u0021\0\u0024", "\u0020\0\0\0",
        "\u0002\0\u0001a", "\u0003\0\u0004", "\u0005\0\u0001i", "\u0020\0\u0005\u0001\0\0\0\0", "\u0022\0\u0001c");

    private readonly Random _random = new(seed);

    /// <summary>An input made from one or two of those given.</summary>
    internal byte[] Next(IReadOnlyList<byte[]> pool)
    {
        var input = new List<byte>(pool[_random.Next(pool.Count)]);
        for (int edits = 1 + _random.Next(4); edits > 0; edits--)
            Edit(input, pool);
        if (input.Count > MaxLength)
            input.RemoveRange(MaxLength, input.Count - MaxLength);
        return [.. input];
    }

    private void Edit(List<byte> input, IReadOnlyList<byte[]> pool)
    {
        int at = _random.Next(input.Count + 1);
        int length = Math.Min(1 + _random.Next(_random.Next(8) == 0 ? 64 : 8), input.Count - at);
        switch (_random.Next(9))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            case 2:
                input.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                input.InsertRange(_random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 5:
                input.Insert(at, (byte)_random.Next(256));
                break;
            case 6:
                byte[] other = pool[_random.Next(pool.Count)];
                int from = _random.Next(other.Length + 1);
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other[from..]);
                break;
            case 7 when _random.Next(16) == 0:
                input.InsertRange(at, RepeatedToken());
                break;
            default:
                byte[] token = Tokens[_random.Next(Tokens.Length)];
                for (int i = 0; i < token.Length && at + i < input.Count; i++)
                    input[at + i] = token[i];
                break;
        }
    }

    private byte[] RepeatedToken()
    {
        byte[] token = Tokens[_random.Next(Tokens.Length)];
        var repeated = new List<byte>();
        for (int times = 1 << _random.Next(1, 10); times > 0; times--)
            repeated.AddRange(token);
        return [.. repeated];
    }

    private static byte[][] Encode(params string[] tokens) => Array.ConvertAll(tokens, Encoding.Latin1.GetBytes);
}
