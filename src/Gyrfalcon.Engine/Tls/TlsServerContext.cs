using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// Sessions with clients of one listener: which certificate a client gets is decided by the name that it asks for (SNI, RFC 6066 §3): an exact name before a wildcard, and otherwise the first.
/// Certificates of different key types for the same name stand side by side, and the client gets the one that it can use.
/// </summary>
public sealed unsafe class TlsServerContext : TlsContext
{
    /// <summary>A longer name is no DNS name.</summary>
    private const int LongestName = 255;

    private static readonly byte[] SessionIdContext = "gyrfalcon"u8.ToArray();

    private readonly ContextHandle _first;
    private readonly Dictionary<string, ContextHandle> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContextHandle> _byParent = new(StringComparer.Ordinal);
    private readonly Dictionary<nint, OcspStaple> _staples = [];

    // Weak, for it must not keep alive what frees it.
    private readonly GCHandle _self;

    /// <summary>Builds the contexts of all names.</summary>
    /// <exception cref="TlsSetupException">A certificate or key cannot be used.</exception>
    public TlsServerContext(TlsServerRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules;
        _self = GCHandle.Alloc(this, GCHandleType.Weak);
        var bySet = new Dictionary<string, ContextHandle>(StringComparer.Ordinal);
        foreach (TlsCertificate certificate in rules.Certificates)
        {
            foreach (string name in certificate.Names)
            {
                bool isWildcard = name.StartsWith("*.", StringComparison.Ordinal);
                (isWildcard ? _byParent : _byName).TryAdd(isWildcard ? name[2..] : name, ContextFor(rules.Certificates, name, bySet));
            }
        }

        _first = rules.Certificates[0].Names is [string first, ..] ? ContextFor(rules.Certificates, first, bySet) : Context([rules.Certificates[0]]);
    }

    /// <summary>Frees the handle that OpenSSL's callbacks know this by; no session is left that could call.</summary>
    ~TlsServerContext() => _self.Free();

    /// <summary>What it was made of.</summary>
    public TlsServerRules Rules { get; }

    /// <summary>Whether a client that asked for the one name could have asked for the other under the same certificates (RFC 9110 §7.4).</summary>
    public bool AreServedAlike(ReadOnlySpan<char> name, ReadOnlySpan<char> other) => Find(name) == Find(other) && (Find(name) is not null || name.SequenceEqual(other));

    /// <summary>A name that a client asked for, in lower case without a dot at its end; the certificate's own string if it has one for it, so that connections share it.</summary>
    internal static string Readable(ReadOnlySpan<byte> asked, TlsServerContext? server)
    {
        Span<char> room = asked.Length <= LongestName ? stackalloc char[LongestName] : new char[asked.Length];
        ReadOnlySpan<char> name = room[..Lower(asked, room)];
        return server?._byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out string? own, out _) == true ? own : name.ToString();
    }

    /// <inheritdoc/>
    internal override bool Verifies => Rules.Clients is not null;

    /// <inheritdoc/>
    internal override nint CreateSsl()
    {
        nint ssl = OpenSsl.New(_first.DangerousGetHandle());
        if (ssl == 0) throw new InsufficientMemoryException("OpenSSL has no memory for a session.");
        OpenSsl.SetAcceptState(ssl);
        GC.KeepAlive(this);
        return ssl;
    }

    /// <summary>One context for all that have the same certificates. Of several with keys of one type the first counts.</summary>
    private ContextHandle ContextFor(IReadOnlyList<TlsCertificate> all, string name, Dictionary<string, ContextHandle> bySet)
    {
        var chosen = new List<TlsCertificate>();
        var set = new StringBuilder();
        for (int i = 0; i < all.Count; i++)
        {
            if (!Contains(all[i].Names, name)) continue;
            chosen.Add(all[i]);
            set.Append(i).Append(' ');
        }

        string key = set.ToString();
        if (!bySet.TryGetValue(key, out ContextHandle? context)) bySet.Add(key, context = Context(chosen));
        return context;
    }

    private static bool Contains(IReadOnlyList<string> names, string name)
    {
        foreach (string each in names)
        {
            if (each == name) return true;
        }

        return false;
    }

    private ContextHandle Context(List<TlsCertificate> certificates)
    {
        ContextHandle context = NewContext(Rules.LeastVersion);
        nint handle = context.DangerousGetHandle();

        // Of one key type the last that is set counts.
        for (int i = certificates.Count - 1; i >= 0; i--) _staples[Use(context, certificates[i])] = certificates[i].Staple;
        if (Rules.Clients is { } clients) Demand(handle, clients);

        // A session is resumed only under the same rules for clients' certificates: its ticket vouches for what was checked then.
        byte[] sessionContext = Rules.Clients?.Fingerprint ?? SessionIdContext;
        fixed (byte* id = sessionContext) Require(OpenSsl.ContextSetSessionIdContext(handle, id, (uint)sessionContext.Length));
        _ = OpenSsl.ContextSetServerNameCallback(handle, OpenSsl.CtrlServerNameCallback, &ChooseByName);
        _ = OpenSsl.ContextControl(handle, OpenSsl.CtrlServerNameArgument, 0, (void*)GCHandle.ToIntPtr(_self));
        _ = OpenSsl.ContextSetStatusCallback(handle, OpenSsl.CtrlStatusCallback, &GiveStaple);
        _ = OpenSsl.ContextControl(handle, OpenSsl.CtrlStatusArgument, 0, (void*)GCHandle.ToIntPtr(_self));
        _ = OpenSsl.ContextSetTicketKeyCallback(handle, &TicketKeys.Prepare);
        OpenSsl.ContextSetAlpnCallback(handle, &ChooseProtocol, GCHandle.ToIntPtr(_self));
        return context;
    }

    private static void Demand(nint context, ClientRules clients)
    {
        nint store = OpenSsl.ContextStore(context);
        foreach (byte[] authority in clients.Authorities)
        {
            WithCertificate(authority, each => OpenSsl.StoreAdd(store, each));
            WithCertificate(authority, each => OpenSsl.ContextAddClientAuthority(context, each));
        }

        foreach (byte[] list in clients.Revocations)
        {
            nint revocations;
            fixed (byte* bytes = list)
            {
                byte* next = bytes;
                revocations = OpenSsl.DecodeRevocations(0, &next, list.Length);
            }

            if (revocations == 0) throw new TlsSetupException("a revocation list cannot be read");
            int added = OpenSsl.StoreAddRevocations(store, revocations);
            OpenSsl.RevocationsFree(revocations);
            Require(added);
        }

        if (clients.Revocations.Count > 0) Require(OpenSsl.StoreSetFlags(store, OpenSsl.StoreChecksRevocation));
        OpenSsl.ContextSetVerify(context, OpenSsl.VerifyPeer | (clients.IsRequired ? OpenSsl.VerifyFailIfNone : 0), null);
    }

    private ContextHandle? Find(ReadOnlySpan<char> name)
    {
        if (_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out ContextHandle? context)) return context;
        int dot = name.IndexOf('.');
        return dot > 0 && _byParent.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[(dot + 1)..], out context) ? context : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ChooseByName(nint ssl, int* alert, nint self)
    {
        byte* asked = OpenSsl.GetServerName(ssl, 0);
        if (asked == null || Of(self) is not { } server) return OpenSsl.ExtensionIgnored;
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(asked);
        if (bytes.Length > LongestName) return OpenSsl.ExtensionIgnored;
        Span<char> name = stackalloc char[LongestName];
        int length = Lower(bytes, name);
        if (server.Find(name[..length]) is { } context) _ = OpenSsl.SetContext(ssl, context.DangerousGetHandle());
        return OpenSsl.ExtensionOk;
    }

    /// <summary>For clients that ask for it: what the responder of the chosen certificate has said.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GiveStaple(nint ssl, nint self)
    {
        if (Of(self) is not { } server || !server._staples.TryGetValue(OpenSsl.GetCertificate(ssl), out OcspStaple? staple) || staple.Current is not { } answer) return OpenSsl.ExtensionIgnored;
        byte* copy = OpenSsl.Allocate(answer.Length, null, 0);
        if (copy == null) return OpenSsl.ExtensionIgnored;
        answer.CopyTo(new Span<byte>(copy, answer.Length));
        _ = OpenSsl.Control(ssl, OpenSsl.CtrlStatusResponse, answer.Length, copy);
        return OpenSsl.ExtensionOk;
    }

    /// <summary>The first of our protocols that the client offers too (RFC 7301 §3.2); a client that offers none of them is refused.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ChooseProtocol(nint ssl, byte** chosen, byte* chosenLength, byte* offered, uint length, nint self)
    {
        if (Of(self) is not { } server) return OpenSsl.ExtensionIgnored;
        foreach (byte[] ours in server.Rules.Protocols)
        {
            for (uint at = 0; at < length; at += 1u + offered[at])
            {
                if (at + 1 + offered[at] > length) return OpenSsl.ExtensionFatal;
                if (!new ReadOnlySpan<byte>(offered + at + 1, offered[at]).SequenceEqual(ours)) continue;
                *chosen = offered + at + 1;
                *chosenLength = offered[at];
                return OpenSsl.ExtensionOk;
            }
        }

        return OpenSsl.ExtensionFatal;
    }

    /// <summary>DNS names are compared without regard to case, and a dot at the end says nothing.</summary>
    private static int Lower(ReadOnlySpan<byte> bytes, Span<char> name)
    {
        if (bytes is [.., (byte)'.']) bytes = bytes[..^1];
        for (int i = 0; i < bytes.Length; i++) name[i] = char.ToLowerInvariant((char)bytes[i]);
        return bytes.Length;
    }

    private static TlsServerContext? Of(nint handle) => GCHandle.FromIntPtr(handle).Target as TlsServerContext;
}

/// <summary>What a listener's sessions are made of.</summary>
/// <param name="Certificates">At least one; the first is for clients that ask for no name, or for an unknown one.</param>
/// <param name="LeastVersion">The oldest version that is spoken.</param>
/// <param name="Protocols">Names of application protocols (ALPN) in our order of preference.</param>
public sealed record TlsServerRules(IReadOnlyList<TlsCertificate> Certificates, TlsVersion LeastVersion, IReadOnlyList<byte[]> Protocols)
{
    /// <summary>What is asked of clients; null for no certificate.</summary>
    public ClientRules? Clients { get; init; }

    /// <summary>The same certificates and keys in the same order, and the same rules.</summary>
    public bool SaysTheSameAs(TlsServerRules other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (LeastVersion != other.LeastVersion || !(Clients?.Fingerprint).AsSpan().SequenceEqual(other.Clients?.Fingerprint) || !AreSame(Protocols, other.Protocols) || Certificates.Count != other.Certificates.Count) return false;
        for (int i = 0; i < Certificates.Count; i++)
        {
            if (!AreSame(Certificates[i].Chain, other.Certificates[i].Chain) || !Certificates[i].Key.AsSpan().SequenceEqual(other.Certificates[i].Key)) return false;
        }

        return true;
    }

    private static bool AreSame(IReadOnlyList<byte[]> one, IReadOnlyList<byte[]> other)
    {
        bool same = one.Count == other.Count;
        for (int i = 0; same && i < one.Count; i++) same = one[i].AsSpan().SequenceEqual(other[i]);
        return same;
    }
}

/// <summary>What certificates clients must have.</summary>
/// <param name="IsRequired">Without one there is no connection; otherwise one may be shown, and must be valid then.</param>
/// <param name="Authorities">In DER; who may vouch for them.</param>
/// <param name="Revocations">Lists of revoked certificates in DER; with any, every certificate's issuer must have one.</param>
public sealed record ClientRules(bool IsRequired, IReadOnlyList<byte[]> Authorities, IReadOnlyList<byte[]> Revocations)
{
    /// <summary>32 bytes that stand for these rules.</summary>
    public byte[] Fingerprint { get; } = FingerprintOf(IsRequired, Authorities, Revocations);

    private static byte[] FingerprintOf(bool isRequired, IReadOnlyList<byte[]> authorities, IReadOnlyList<byte[]> revocations)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([isRequired ? (byte)1 : (byte)0]);
        foreach (byte[] authority in authorities) hash.AppendData(SHA256.HashData(authority));
        hash.AppendData([0]);
        foreach (byte[] list in revocations) hash.AppendData(SHA256.HashData(list));
        return hash.GetHashAndReset();
    }
}
