using Retention.Workflows.Import;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Import;

/// <summary>Finds a mapping by its name, or reads it from a file.</summary>
internal static class Mappings
{
    internal const string Plain = "plain";

    private const string Shopify = "shopify";
    private const string WooCommerce = "woocommerce";
    private const string Magento = "magento";

    /// <exception cref="ToolException">There is no such mapping, or it needs a time zone.</exception>
    internal static OrderMapping Orders(string name, string? currency, string? zone) => name switch
    {
        Plain => OrderMapping.Plain(currency ?? "EUR"),
        Shopify => With(OrderMapping.Shopify(zone), currency),
        WooCommerce => OrderMapping.WooCommerce(Needed(zone, name), currency),
        Magento => OrderMapping.Magento(Needed(zone, name), currency),
        _ => With(Read(name, OrderMapping.FromJson), currency),
    };

    /// <exception cref="ToolException">There is no such mapping.</exception>
    internal static CustomerMapping Customers(string name, string? region) => name switch
    {
        Shopify => CustomerMapping.Shopify(region),
        WooCommerce => CustomerMapping.WooCommerce(region),
        Magento => CustomerMapping.Magento(region),
        Plain => throw new ToolException(
            $"--mapping {Plain}: describes orders. For customers name {Shopify}, {WooCommerce}, {Magento} or a file with a mapping."),
        _ => Read(name, CustomerMapping.FromJson) is var mapping && region is not null ? mapping with { Region = region } : mapping,
    };

    private static OrderMapping With(OrderMapping mapping, string? currency) =>
        currency is null ? mapping : mapping with { Currency = currency };

    private static string Needed(string? zone, string name) =>
        zone ?? throw new ToolException($"--mapping {name}: its times are local; name the shop's zone with --time-zone, such as Europe/Prague.");

    private static TMapping Read<TMapping>(string path, Func<string, TMapping> read)
    {
        if (!File.Exists(path))
            throw new ToolException(
                $"--mapping {path}: there is no such mapping and no such file. Name {Plain}, {Shopify}, {WooCommerce}, {Magento} or a file.");
        try
        {
            return read(File.ReadAllText(path));
        }
        catch (ImportMappingException exception)
        {
            throw new ToolException($"{path}: {exception.Message}", exception);
        }
    }
}
