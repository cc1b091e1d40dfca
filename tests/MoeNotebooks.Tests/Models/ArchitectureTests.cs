using MoeNotebooks.Configs;
using MoeNotebooks.Models;

namespace MoeNotebooks.Tests.Models;

public sealed class ArchitectureTests
{
    [Fact]
    public void Every_config_that_can_be_read_has_its_layers()
    {
        ConfigFamily.SupportedNames.Count().ShouldBe(6);
        ConfigFamily.SupportedNames.ShouldAllBe(name => Architecture.Named(name).Name == name);
    }
}
