using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using Gyrfalcon.Commands;

StandardOutput.Install();

RootCommand root = new("Gyrfalcon: a load balancer and reverse proxy.")
{
    ProxyCommand.Create(),
    RunCommand.Create(),
    ReloadCommand.Create(),
    UpgradeCommand.Create(),
    StatusCommand.Create(),
    EndpointsCommand.Create(),
    ConnectionsCommand.Create(),
    TopCommand.Create(),
    ExplainCommand.Create(),
    MemberCommands.Drain(),
    MemberCommands.Enable(),
    MemberCommands.Weight(),
    ValidateCommand.Create(),
    DemoCommand.Create(),
    SimulateCommand.Create(),
    VersionCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors) Console.Error.WriteLine($"gyr: {error.Message}");
    Console.Error.WriteLine("`gyr --help` shows the commands, `gyr COMMAND --help` what each takes.");
    return ExitCode.WrongUsage;
}

try
{
    // The drain decides how long stopping takes: left alone, System.CommandLine ends the process two seconds after the signal.
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
}
catch (StandardOutputException failure)
{
    if (!failure.IsClosed) Console.Error.WriteLine($"gyr: standard output cannot be written: {failure.Message}");
    return ExitCode.Failed;
}
catch (OperationCanceledException)
{
    return ExitCode.Failed;
}
catch (Exception bug)
{
    Console.Error.WriteLine($"gyr: internal error, please report it: {bug}");
    return ExitCode.Failed;
}
