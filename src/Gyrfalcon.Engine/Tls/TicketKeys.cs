using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// The keys that session tickets are sealed with (RFC 5077 §4, RFC 8446 §4.6.1): one pair for the whole process, whatever listener, worker and configuration, so that sessions are resumed by all of them. New ones every
/// twelve hours; those before are still opened, and their tickets replaced. They are in memory only, and in that of the process that takes over in an upgrade, so a ticket that is stolen is worth nothing once
/// the last of them has ended.
/// </summary>
public static unsafe class TicketKeys
{
    /// <summary>Six times as long as a ticket is good for, in nanoseconds.</summary>
    internal const long Lifetime = 12L * 3600 * 1_000_000_000;

    private const int NameLength = 16;
    private const int KeyLength = 32;

    /// <summary>Of one key: name, AES-256 key, HMAC key, and its birth by the monotonic clock, which is one for all processes.</summary>
    private const int PackedLength = NameLength + (2 * KeyLength) + sizeof(long);

    private static KeyRing _ring = new(Create(0), null);

    /// <summary>The keys in force, for a process that takes over from this one, and for nobody else.</summary>
    public static byte[] Export()
    {
        KeyRing ring = Volatile.Read(ref _ring);
        return ring.Before is null ? Pack(ring.Current) : [.. Pack(ring.Current), .. Pack(ring.Before)];
    }

    /// <summary>From now on uses keys that <see cref="Export"/> gave in another process on this machine; false, and nothing changed, if they are none.</summary>
    public static bool TryImport(ReadOnlySpan<byte> keys)
    {
        if (keys.Length != PackedLength && keys.Length != 2 * PackedLength) return false;
        Volatile.Write(ref _ring, new KeyRing(Unpack(keys[..PackedLength]), keys.Length == PackedLength ? null : Unpack(keys[PackedLength..])));
        return true;
    }

    /// <summary>For OpenSSL: prepares the sealing (<paramref name="seals"/> is 1) or opening of a ticket. 1 if prepared, 2 if the ticket is to be replaced, 0 if its key is unknown, −1 on failure.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int Prepare(nint ssl, byte* name, byte* iv, nint cipher, nint mac, int seals)
    {
        KeyRing ring = RingAt(TlsBio.SessionOf(OpenSsl.ReadBio(ssl)).Now);
        var named = new Span<byte>(name, NameLength);
        TicketKey key = ring.Current;
        if (seals == 1)
        {
            key.Name.CopyTo(named);
            RandomNumberGenerator.Fill(new Span<byte>(iv, NameLength));
        }
        else if (!named.SequenceEqual(key.Name))
        {
            if (ring.Before is not { } before || !named.SequenceEqual(before.Name)) return 0;
            key = before;
        }

        fixed (byte* secret = key.Cipher, seal = key.Mac)
        {
            int done = seals == 1
                ? OpenSsl.EncryptInit(cipher, OpenSsl.Aes256Cbc(), 0, secret, iv)
                : OpenSsl.DecryptInit(cipher, OpenSsl.Aes256Cbc(), 0, secret, iv);
            if (done != 1 || !SetMac(mac, seal, key.Mac.Length)) return -1;
        }

        return seals == 1 || key == ring.Current ? 1 : 2;
    }

    /// <summary>The keys at that time of the workers' clock.</summary>
    internal static KeyRing RingAt(long now)
    {
        KeyRing ring = Volatile.Read(ref _ring);
        if (now - ring.Current.Born < Lifetime) return ring;
        Interlocked.CompareExchange(ref _ring, new KeyRing(Create(now), ring.Current), ring);
        return Volatile.Read(ref _ring);
    }

    private static bool SetMac(nint mac, byte* key, int length)
    {
        fixed (byte* keyName = "key\0"u8, digestName = "digest\0"u8, digest = "SHA256\0"u8)
        {
            OpenSsl.Parameter* parameters = stackalloc OpenSsl.Parameter[3];
            parameters[0] = new OpenSsl.Parameter { Name = keyName, Type = OpenSsl.ParameterOctets, Data = key, Size = (nuint)length, Returned = nuint.MaxValue };
            parameters[1] = new OpenSsl.Parameter { Name = digestName, Type = OpenSsl.ParameterText, Data = digest, Size = 6, Returned = nuint.MaxValue };
            parameters[2] = default;
            return OpenSsl.MacSetParameters(mac, parameters) == 1;
        }
    }

    private static TicketKey Create(long now) => new(RandomNumberGenerator.GetBytes(NameLength), RandomNumberGenerator.GetBytes(KeyLength), RandomNumberGenerator.GetBytes(KeyLength), now);

    private static byte[] Pack(TicketKey key) => [.. key.Name, .. key.Cipher, .. key.Mac, .. BitConverter.GetBytes(key.Born)];

    private static TicketKey Unpack(ReadOnlySpan<byte> packed) => new(
        packed[..NameLength].ToArray(),
        packed.Slice(NameLength, KeyLength).ToArray(),
        packed.Slice(NameLength + KeyLength, KeyLength).ToArray(),
        BitConverter.ToInt64(packed[^sizeof(long)..]));

    /// <summary>The key in use and the one before; null if there is none.</summary>
    internal sealed record KeyRing(TicketKey Current, TicketKey? Before);

    /// <summary>A name of 16 bytes, AES-256 and HMAC-SHA-256 keys, and when it was made.</summary>
    internal sealed record TicketKey(byte[] Name, byte[] Cipher, byte[] Mac, long Born);
}
