using System;
using System.Text;

using Gyrfalcon.Http.Tls;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Beginnings of TLS connections: what is told of a prefix stays, and the division into records does not show.</summary>
internal sealed class ClientHelloTarget : IFuzzTarget
{
    private const int Header = 5;

    public string Name => "client-hello";

    public string Run(ReadOnlySpan<byte> input)
    {
        string whole = Read(input);
        CheckPrefixes(input, whole);
        if (whole.StartsWith(nameof(ClientHelloStatus.Complete), StringComparison.Ordinal)) CheckRecords(input, whole);
        return whole.Contains(' ', StringComparison.Ordinal) ? "complete with a name" : whole;
    }

    private static string Read(ReadOnlySpan<byte> input)
    {
        Span<byte> name = stackalloc byte[ClientHello.LongestName];
        ClientHelloStatus status = ClientHello.TryRead(input, name, out int length);
        if (status != ClientHelloStatus.Complete || length == 0) return status.ToString();
        string text = Encoding.ASCII.GetString(name[..length]);
        InvariantException.True($"a name is printable and lower case: {text}", text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && text.AsSpan().IndexOfAnyInRange('A', 'Z') < 0);
        return $"{status} {text}";
    }

    /// <summary>More bytes are asked for until the end is told, which is then the same whatever follows.</summary>
    private static void CheckPrefixes(ReadOnlySpan<byte> input, string whole)
    {
        bool told = false;
        for (int length = 0; length <= Math.Min(input.Length, 2048); length++)
        {
            string prefix = Read(input[..length]);
            if (prefix == nameof(ClientHelloStatus.NeedMore))
            {
                InvariantException.True($"nothing is taken back at {length}", !told);
                continue;
            }

            told = true;
            InvariantException.Equal($"the first {length} bytes", whole, prefix);
        }
    }

    private static void CheckRecords(ReadOnlySpan<byte> input, string whole)
    {
        byte[] message = Unwrap(input);
        foreach (int size in (int[])[1, 3, 250, 16384])
        {
            byte[] wrapped = Wrap(message, size);
            if (wrapped.Length < ClientHello.MostBytes) InvariantException.Equal($"in records of {size} bytes", whole, Read(wrapped));
        }
    }

    /// <summary>The message in the records at the beginning of <paramref name="input"/>, which are known to be sound.</summary>
    private static byte[] Unwrap(ReadOnlySpan<byte> input)
    {
        byte[] message = new byte[input.Length];
        int length = 0;
        int wanted = 4;
        while (length < wanted)
        {
            int size = Math.Min((input[3] << 8) | input[4], input.Length - Header);
            input.Slice(Header, size).CopyTo(message.AsSpan(length));
            length += size;
            input = input[(Header + size)..];
            if (length >= 4) wanted = 4 + ((message[1] << 16) | (message[2] << 8) | message[3]);
        }

        return message[..wanted];
    }

    private static byte[] Wrap(ReadOnlySpan<byte> message, int size)
    {
        byte[] records = new byte[message.Length + (Header * ((message.Length / size) + 1))];
        int at = 0;
        for (; !message.IsEmpty; message = message[Math.Min(size, message.Length)..])
        {
            ReadOnlySpan<byte> part = message[..Math.Min(size, message.Length)];
            ((ReadOnlySpan<byte>)[ClientHello.HandshakeRecord, 3, 1, (byte)(part.Length >> 8), (byte)part.Length]).CopyTo(records.AsSpan(at));
            part.CopyTo(records.AsSpan(at + Header));
            at += Header + part.Length;
        }

        return records[..at];
    }
}
