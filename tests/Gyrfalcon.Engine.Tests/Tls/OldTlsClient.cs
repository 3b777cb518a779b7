using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>Enough of a TLS 1.2 client (RFC 5246, ECDHE-ECDSA-AES128-GCM-SHA256) to say after its handshake what no library would.</summary>
internal sealed class OldTlsClient
{
    private readonly byte[] _random = RandomNumberGenerator.GetBytes(32);
    private readonly List<byte> _said = [];
    private AesGcm? _cipher;
    private byte[] _salt = [];
    private long _sequence;

    internal byte[] Hello()
    {
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 3, 0xFF, 1, 0, 1, 0];
        byte[] hello = Message(1, [3, 3, .. _random, 0, 0, 2, 0xC0, 0x2B, 1, 0, 0, (byte)extensions.Length, .. extensions]);
        _said.AddRange(hello);
        return Record(22, hello);
    }

    /// <summary>The answer to the server's first flight.</summary>
    internal byte[] Finish(byte[] flight)
    {
        byte[] serverRandom = [];
        byte[] serverPoint = [];
        foreach (byte[] message in Messages(flight))
        {
            _said.AddRange(message);
            if (message[0] == 2) serverRandom = message[6..38];
            if (message[0] == 12) serverPoint = message[8..(8 + message[7])];
        }

        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var server = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = serverPoint[1..33], Y = serverPoint[33..] } });
        ECPoint point = own.ExportParameters(false).Q;
        byte[] exchange = Message(16, [65, 4, .. point.X!, .. point.Y!]);
        _said.AddRange(exchange);
        byte[] master = Derive(own.DeriveRawSecretAgreement(server.PublicKey), "master secret"u8, [.. _random, .. serverRandom], 48);
        byte[] keys = Derive(master, "key expansion"u8, [.. serverRandom, .. _random], 40);
        _cipher = new AesGcm(keys[..16], 16);
        _salt = keys[32..36];
        byte[] finished = Message(20, Derive(master, "client finished"u8, SHA256.HashData(_said.ToArray()), 12));
        return [.. Record(22, exchange), .. Record(20, [1]), .. Seal(22, finished)];
    }

    /// <summary>One encrypted record.</summary>
    internal byte[] Seal(byte type, byte[] content)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, _sequence++);
        byte[] sealedContent = new byte[content.Length];
        byte[] tag = new byte[16];
        byte[] nonce = [.. _salt, .. number];
        byte[] header = [.. number, type, 3, 3, 0, (byte)content.Length];
        _cipher!.Encrypt(nonce, content, sealedContent, tag, header);
        return Record(type, [.. number, .. sealedContent, .. tag]);
    }

    private static byte[] Record(byte type, byte[] content) => [type, 3, 3, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Message(byte type, byte[] content) => [type, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static IEnumerable<byte[]> Messages(byte[] records)
    {
        byte[] rest = [];
        for (int at = 0; at < records.Length;)
        {
            int length = (records[at + 3] << 8) | records[at + 4];
            rest = [.. rest, .. records[(at + 5)..(at + 5 + length)]];
            at += 5 + length;
        }

        while (rest.Length > 0)
        {
            int length = 4 + ((rest[2] << 8) | rest[3]);
            yield return rest[..length];
            rest = rest[length..];
        }
    }

    /// <summary>PRF of RFC 5246 §5.</summary>
    private static byte[] Derive(byte[] secret, ReadOnlySpan<byte> label, byte[] seed, int length)
    {
        byte[] start = [.. label, .. seed];
        byte[] step = start;
        byte[] made = [];
        while (made.Length < length)
        {
            step = HMACSHA256.HashData(secret, step);
            byte[] input = [.. step, .. start];
            made = [.. made, .. HMACSHA256.HashData(secret, input)];
        }

        return made.Take(length).ToArray();
    }
}
