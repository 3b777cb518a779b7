using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// The two ends of a session's wire as OpenSSL sees them (a BIO): it reads what has arrived and writes to what is to be sent, and never waits. A BIO's data is a handle of its
/// <see cref="TlsSession"/>, which lives at least as long.
/// </summary>
internal static unsafe class TlsBio
{
    private static readonly nint Method = CreateMethod();

    /// <summary>A BIO of <paramref name="session"/>, to be handed to its SSL object, which frees it.</summary>
    internal static nint Create(GCHandle session)
    {
        nint bio = OpenSsl.BioNew(Method);
        OpenSsl.BioSetData(bio, GCHandle.ToIntPtr(session));
        OpenSsl.BioSetInit(bio, 1);
        return bio;
    }

    private static nint CreateMethod()
    {
        nint method = OpenSsl.BioMethodNew(OpenSsl.BioNewIndex() | OpenSsl.BioTypeSourceSink, "gyrfalcon");
        OpenSsl.BioMethodSetRead(method, &Read);
        OpenSsl.BioMethodSetWrite(method, &Write);
        OpenSsl.BioMethodSetControl(method, &Control);
        return method;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint bio, byte* into, int count)
    {
        int taken = SessionOf(bio).TakeArrived(new System.Span<byte>(into, count));
        if (taken > 0)
        {
            OpenSsl.BioClearFlags(bio, OpenSsl.BioFlagRead | OpenSsl.BioFlagsRetry);
            return taken;
        }

        OpenSsl.BioSetFlags(bio, OpenSsl.BioFlagRead | OpenSsl.BioFlagsRetry);
        return -1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint bio, byte* from, int count)
    {
        SessionOf(bio).AddOutgoing(new System.ReadOnlySpan<byte>(from, count));
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Control(nint bio, int command, nint number, void* pointer) => command == OpenSsl.BioCtrlFlush ? 1 : 0;

    /// <summary>Whose wire it is.</summary>
    internal static TlsSession SessionOf(nint bio) => Unsafe.As<TlsSession>(GCHandle.FromIntPtr(OpenSsl.BioGetData(bio)).Target!);
}
