using System;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Load;
using Gyrfalcon.Resilience;

// A signal only asks to stop; what was started is ended on the way out.
using var interruption = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    interruption.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

return CommandLine.Run(args, options =>
{
    try
    {
        return new Session(options, interruption.Token).Run();
    }
    catch (LoadException failure)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("interrupted");
        return 130;
    }
});
