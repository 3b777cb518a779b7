using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>connect(2) without blocking; the same for both real drivers.</summary>
internal static class SocketConnect
{
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<Connected> RunAsync(SocketDriver driver, Address address, long deadline)
    {
        int fd = SocketCalls.CreateStream(address.IsV6);
        if (fd < 0) return new Connected(null, Errno.ToStatus(-fd));

        int code = SocketCalls.Connect(fd, address);
        if (code < 0 && code != -Errno.InProgress)
        {
            Libc.Close(fd);

            // EAGAIN from connect(2) means that no local port is free.
            return new Connected(null, code == -Errno.Again ? IoStatus.Exhausted : Errno.ToStatus(-code));
        }

        SocketTransport transport = driver.Adopt(fd);
        if (code == 0) return new Connected(transport, IoStatus.Ok);

        IoStatus status = await transport.WaitWritableAsync(deadline);
        int error = SocketCalls.TakeError(fd);
        if (error != 0) status = Errno.ToStatus(error);
        if (status == IoStatus.Ok) return new Connected(transport, IoStatus.Ok);
        transport.Close();
        return new Connected(null, status);
    }
}
