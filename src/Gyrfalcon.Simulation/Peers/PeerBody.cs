using System;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>Bodies that tell whose they are: every byte follows from the request's number and its place, so a crossed or torn body shows.</summary>
public static class PeerBody
{
    /// <summary>The body of this length for request <paramref name="id"/>.</summary>
    public static byte[] Of(long id, int length)
    {
        var body = new byte[length];
        for (int i = 0; i < length; i++) body[i] = At(id, i);
        return body;
    }

    /// <summary>Whether <paramref name="body"/> is the one for request <paramref name="id"/>.</summary>
    public static bool IsOf(long id, ReadOnlySpan<byte> body)
    {
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i] != At(id, i)) return false;
        }

        return true;
    }

    private static byte At(long id, int place) => (byte)(id * 31 + place * 7 + (place >> 8));
}
