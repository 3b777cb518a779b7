using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

public sealed class PieceSenderTests
{
    [Fact]
    public async Task Pieces_arrive_one_by_one()
    {
        using var port = new HeldPort();
        using Socket listener = port.Listen();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await sender.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
        using Socket receiver = await listener.AcceptAsync();
        string[] pieces = [.. Enumerable.Range(0, 100).Select(number => $"{number}:")];

        Task<bool> sending = PieceSender.SendAsync(sender, pieces);
        byte[] buffer = new byte[100];
        foreach (string piece in pieces)
            Assert.Equal(piece, Encoding.ASCII.GetString(buffer, 0, await receiver.ReceiveAsync(buffer).Within("a piece")));
        Assert.True(await sending);
    }
}
