using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>A client that sends rubbish, or vanishes at any point, with a reset, an end, or without reading.</summary>
internal sealed class RudeClient(IPEndPoint proxy, Tally tally, Random random, long firstId)
{
    private long _id = firstId;

    internal async Task RunAsync(DateTime until)
    {
        while (DateTime.UtcNow < until)
        {
            try
            {
                await using RawClient client = await RawClient.ConnectAsync(proxy);
                await PlayAsync(client);
                if (random.Next(2) == 0)
                    client.Reset();
                else if (random.Next(2) == 0)
                    client.HalfClose();
            }
            catch (Exception exception) when (exception is IOException or SocketException or WireViolationException)
            {
                // It got what it deserved.
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                tally.Fail("a rude client", exception);
            }

            tally.Count("rude clients");
            await Task.Delay(random.Next(30));
        }
    }

    private async Task PlayAsync(RawClient client)
    {
        long id = ++_id;
        string get = $"GET /steady/{id}/length/{random.Next(600_000)}/ok HTTP/1.1\r\nHost: soak\r\n\r\n";
        switch (random.Next(9))
        {
            case 0:
                await client.SendAsync(get[..random.Next(1, get.Length)]);
                break;
            case 1:
                await client.SendAsync(get);
                break;
            case 2:
                await client.SendAsync(get);
                await client.Reader.ReadAsync(new byte[random.Next(1, 100_000)]).AsTask().Within("some of an answer");
                break;
            case 3:
                await client.SendAsync($"POST /steady/{id}/length/10/ok HTTP/1.1\r\nHost: soak\r\nX-Size: 500000\r\nContent-Length: 500000\r\n\r\n");
                await SoakBody.SendAsync(client.SendAsync, id, 500_000, chunked: false, random.Next(500_000));
                break;
            case 4:
                await client.SendAsync($"POST /steady/{id}/chunked/300000/ok HTTP/1.1\r\nHost: soak\r\nX-Size: 200000\r\nTransfer-Encoding: chunked\r\n\r\n");
                await SoakBody.SendAsync(client.SendAsync, id, 200_000, chunked: true, random.Next(200_000));
                if (random.Next(2) == 0)
                    await client.SendAsync("zz\r\n");
                break;
            case 5:
                byte[] garbage = new byte[random.Next(1, 40_000)];
                random.NextBytes(garbage);
                await client.SendAsync(garbage);
                await client.ReadToEndOfConnectionAsync();
                break;
            case 6:
                await client.SendAsync($"GET /steady/{id}/length/0/tunnel HTTP/1.1\r\nHost: soak\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
                await SoakBody.SendAsync(client.SendAsync, id, 200_000, chunked: false, random.Next(200_000));
                break;
            case 7:
                await client.SendAsync(get + get + get[..20]);
                await Task.Delay(random.Next(20));
                break;
            default:
                await client.SendAsync($"GET /unruly/{id}/length/100/stall HTTP/1.1\r\nHost: soak\r\n\r\n");
                await Task.Delay(random.Next(200));
                break;
        }
    }
}
