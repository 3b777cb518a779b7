using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using Gyrfalcon.Commands;

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

// The drain decides how long stopping takes: left alone, System.CommandLine ends the process two seconds after the signal.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
