using System;
using System.Globalization;
using System.Linq;
using System.Text;

using Gyrfalcon.Fuzz.Targets;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>
/// Whole connections through the whole proxy: whatever clients and endpoints do, each side gets valid messages that are the other's, can tell half
/// from whole, and nothing of it stays behind.
/// </summary>
internal sealed class ConnectionTarget : IFuzzTarget, IDisposable
{
    private const int MostShown = 1_000;

    private ProxyStage? _stage;

    public string Name => "connection";

    public string Run(ReadOnlySpan<byte> input)
    {
        ProxyStage stage = _stage ??= new ProxyStage();

        // What failed may have left its traces, so the next input gets another stage.
        _stage = null;
        Play play = stage.Give(input.ToArray());
        try
        {
            string outcome = ConnectionInvariants.Check(play.Clients, play.Endpoints);
            _stage = stage;
            return outcome;
        }
        catch (InvariantException broken)
        {
            stage.Dispose();
            throw new InvariantException($"{broken.Message}\n{Describe(play)}");
        }
    }

    private static string Describe(Play play)
    {
        var text = new StringBuilder();
        foreach (Wire wire in play.Clients.Concat(play.Endpoints))
        {
            text.Append(CultureInfo.InvariantCulture, $"--- {wire.Peer} sent{(wire.PeerReset ? " and reset" : wire.PeerEnded ? " and ended" : "")}\n{Shown(wire.Delivered)}\n");
            text.Append(CultureInfo.InvariantCulture, $"--- {wire.Peer} was sent, and took {wire.Taken.Length} of it, and then {wire.End}\n{Shown(wire.Offered)}\n");
        }

        return text.ToString();
    }

    private static string Shown(byte[] bytes) =>
        Transcript.Text(bytes.AsSpan(0, Math.Min(bytes.Length, MostShown))).Replace('\0', '␀') + (bytes.Length > MostShown ? $"… ({bytes.Length} bytes)" : "");

    public void Dispose() => _stage?.Dispose();
}
