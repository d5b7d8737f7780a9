//! `man`: the manual page.

use clap::{Args, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::{Cli, Error, Exit, Global, print_bytes};

/// Print the manual page, with all commands.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim man | man -l -
  beian-sim man > ~/.local/share/man/man1/beian-sim.1")]
pub struct ManArgs {}

/// Runs the command.
///
/// # Errors
/// That JSON was asked for; standard output that cannot be written.
pub fn run(_: &ManArgs, global: &Global) -> Result<Exit, Error> {
    global.no_json("the manual page")?;
    print_bytes(&page().map_err(|error| Error::Machine(error.to_string()))?)
}

/// The page: the program, then every command with its options, then exit codes.
fn page() -> std::io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        render_command(sub, &mut page)?;
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// One command: what it does, its line, its own options and examples.
fn render_command(sub: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = format!("beian-sim {}", sub.get_name());
    let mut heading = Roff::new();
    heading.control("SH", [name.to_uppercase().as_str()]);
    let about = sub.get_long_about().or(sub.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    heading.text([roman(about)]);
    heading.to_writer(page)?;
    // The options that every command takes stand once, above.
    let own = sub.clone().mut_args(|arg| {
        let global = arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
        arg.hide(global)
    });
    let man = Man::new(own);
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    man.render_extra_section(&mut parts)?;
    // Sections of the page of a command of its own are subsections here.
    let parts = String::from_utf8_lossy(&parts)
        .replace("\n.SH ", "\n.SS ")
        .replace("\n.SS EXTRA", "\n.SS EXAMPLES");
    page.extend_from_slice(parts.as_bytes());
    Ok(())
}
