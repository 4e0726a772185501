//! Measures the release build over real HTTP, with the data on disk, and prints one Markdown table.
//!
//!   target/release/bench [agents] [seconds per address]      (make bench builds and starts it)
//!
//! A row that fails says why and the rest goes on. `COLLOQUY_BIN` names the program to measure; by default the one beside this file. Load generator
//! and server share the machine, so that absolute figures depend on it; the ratios compare the
//! product with the bare database underneath on the same data, and depend on it far less.

// The bench is a program of its own: it has no `AppState` and talks to the server as a stranger would.
#![expect(clippy::disallowed_methods, reason = "tasks and clients of the load generator, which has no application state")]

mod client_size;
mod conversation;
mod crowd;
mod endpoint;
mod http;
mod load;
mod process;
mod raw;
mod seed;
mod table;
mod viewers;

use std::time::Duration;

use load::Plan;
use process::Server;
use seed::Session;
use table::Table;

/// Any failure; the text says what was being done.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Connections of the load generator.
const CONNECTIONS: usize = 16;
/// How long each address is measured, in seconds.
const SPAN: u64 = 6;
/// Agents in the workspace that is listed.
const AGENTS: usize = 10_000;
/// Rows of one import; at most as many as the product takes.
const IMPORTED: usize = 5_000;
/// Who watches one simulation at the same time.
const VIEWERS: usize = 200;
/// Who watches many simulations, and how many these are.
const CROWD: (usize, usize) = (50, 1_000);
/// Turns of the simulation whose CPU time is measured.
const TURNS: u32 = 500;
/// Simulations at once on an endpoint, their turns, and the endpoint's time for an answer.
const AT_ONCE: usize = 100;
const AT_ONCE_TURNS: u32 = 20;
const ENDPOINT: Duration = Duration::from_millis(50);

/// Searches: a rare word, a common one, two words, a facet, the best match first, what can be narrowed by, and the library.
const FINDING: [(&str, &str); 7] = [
    ("Search for a rare word", "/api/v1/agents?q=sepsis"),
    ("Search for a common word", "/api/v1/agents?q=manager"),
    ("Search for two words", "/api/v1/agents?q=night+care"),
    ("One facet", "/api/v1/agents?region=europe"),
    ("Best match first", "/api/v1/agents?q=night&sort=relevance"),
    ("Numbers of the facets", "/api/v1/agents/facets?q=night"),
    ("Search of the library with numbers", "/api/v1/agents/library?q=night&region=europe"),
];
/// Pages as a browser gets them, with the session cookie.
const PAGES: [(&str, &str); 6] = [
    ("Home page", "/home"),
    ("Library page, 24 cards with facets", "/library"),
    ("Page of a search of the library", "/library?q=night"),
    ("Own agents page, 50 rows", "/agents"),
    ("Page of a search of the own agents", "/agents?q=night"),
    ("Panel page: five seats for a question", PANEL_PAGE),
];

/// A question as the page of panels gets it; its own agents and the library are compared.
const PANEL_PAGE: &str = "/agents/panel?question=Should%20a%20hospital%20let%20software%20sort%20emergency%20patients%3F";

fn main() -> std::process::ExitCode {
    match start() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn start() -> Result<()> {
    // The database runs statements recursively, in this process too (see `raw`).
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(4).thread_stack_size(16 << 20).build()?;
    runtime.block_on(async { tokio::spawn(run()).await? })
}

/// How much is measured; smaller for a quick look.
#[derive(Clone, Copy)]
struct Size {
    agents: usize,
    span: Duration,
}

impl Size {
    fn of_arguments() -> Result<Self> {
        let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>().map_err(|_| format!("{text} is no number")));
        let agents = numbers.next().transpose()?.map_or(Ok(AGENTS), usize::try_from)?;
        let span = Duration::from_secs(numbers.next().transpose()?.unwrap_or(SPAN).max(1));
        Ok(Self { agents: agents.max(21), span })
    }
}

async fn run() -> Result<()> {
    let size = Size::of_arguments()?;
    let folder = process::Folder::new()?;
    let mut table = Table::default();
    let workspace = requests(&folder, size, &mut table).await?;
    let watched = watching(&folder, size, &mut table).await;
    table.attempt("Viewers", watched);
    let crowded = crowd(&folder, &mut table).await;
    table.attempt("Many simulations at once", crowded);
    let bare = raw::measure(&folder, &workspace, &mut table).await;
    table.attempt("The bare database", bare);
    client_size::measure(&mut table);
    println!("{}", table.markdown());
    Ok(())
}

/// Start-up, memory, requests and turns: one process without pauses in the model.
async fn requests(folder: &process::Folder, Size { agents, span }: Size, table: &mut Table) -> Result<String> {
    let server = Server::start(folder, 0).await?;
    table.row("Start-up, empty data folder, to the first `/health/ready`", format!("{} ms", server.ready_after.as_millis()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    table.row("Memory, idle (resident)", process::megabytes(server.memory()?));
    let session = Session::new(&server).await?;
    let seeded = seed::agents(&session, agents).await?;
    table.row(&format!("Seeding {agents} agents from the library, in bulks of 30"), format!("{:.1} s", seeded.as_secs_f64()));
    let load = Load { server: &server, session: &session, agents, span };
    load.addresses(table).await;
    load.appends(table).await;
    let imported = seed::import(&session, IMPORTED).await;
    table.timed(&format!("Import of {IMPORTED} agents, one request and its job"), imported);
    let spoken = conversation::measure(&server, &session, TURNS, table).await;
    table.attempt("A conversation", spoken);
    table.row("Memory after the run (resident)", process::megabytes(server.memory()?));
    table.row("Stop after SIGTERM", format!("{} ms", server.stop().await?.as_millis()));
    Ok(session.workspace)
}

/// What the load of one process needs.
struct Load<'a> {
    server: &'a Server,
    session: &'a Session,
    agents: usize,
    span: Duration,
}

impl Load<'_> {
    /// One row; a failure stands in it, and the others go on.
    async fn row(&self, what: &str, plans: Vec<Plan>, table: &mut Table) {
        match load::run(self.server, plans, CONNECTIONS, self.span).await {
            Ok(figures) => table.load(what, figures),
            Err(error) => table.attempt(what, Err(error)),
        }
    }

    /// Reads: the API and the pages.
    async fn addresses(&self, table: &mut Table) {
        let plan = |path: &str| vec![Plan::get(self.session, path)];
        self.row("`/health/live`", vec![Plan::anonymous(self.session, "/health/live")], table).await;
        self.row("The same with a bearer token, whose session is checked", plan("/health/live"), table).await;
        self.row(&format!("List of agents, 20 of {}", self.agents), plan("/api/v1/agents?limit=20"), table).await;
        for (what, path) in FINDING {
            self.row(&format!("{what}, {} own agents", self.agents), plan(path), table).await;
        }
        for (what, path) in PAGES {
            self.row(&format!("{what}, rendered on the server"), vec![Plan::page(self.session, path)], table).await;
        }
    }

    /// Durable writes, into many simulations and into one.
    async fn appends(&self, table: &mut Table) {
        for (what, count) in
            [("Message append, durable, 16 simulations", CONNECTIONS), ("Message append, durable, all into one simulation", 1)]
        {
            match seed::drafts(self.session, count).await {
                Ok(ids) => self.row(what, ids.iter().map(|id| Plan::say(self.session, id)).collect(), table).await,
                Err(error) => table.attempt(what, Err(error)),
            }
        }
    }
}

/// Many viewers of one simulation: another process, whose model speaks word by word.
async fn watching(folder: &process::Folder, size: Size, table: &mut Table) -> Result<()> {
    let places = (CROWD.0 * 2).to_string();
    let settings = [("COLLOQUY_MAX_RUNNING_SIMULATIONS", places.clone()), ("COLLOQUY_MAX_RUNNING_PER_WORKSPACE", places)];
    let server = Server::start_with(folder, 5, &settings).await?;
    table.row(&format!("Start-up with {} agents in the database", size.agents), format!("{} ms", server.ready_after.as_millis()));
    let session = Session::new(&server).await?;
    let few = viewers::measure(&server, &session, (1, VIEWERS), table).await;
    table.attempt(&format!("{VIEWERS} viewers of one simulation"), few);
    let many = viewers::measure(&server, &session, CROWD, table).await;
    table.attempt(&format!("{} viewers over {} simulations", CROWD.1, CROWD.0), many);
    server.stop().await?;
    Ok(())
}

/// Many simulations on a model endpoint of our own, which takes its time.
async fn crowd(folder: &process::Folder, table: &mut Table) -> Result<()> {
    let base = endpoint::start(ENDPOINT).await?;
    let settings = [
        ("OPENAI_BASE_URL", base),
        ("OPENAI_API_KEY", "bench".to_owned()),
        ("COLLOQUY_MODEL_CONCURRENCY", (AT_ONCE * 2).to_string()),
        ("COLLOQUY_MAX_RUNNING_SIMULATIONS", (AT_ONCE * 2).to_string()),
        ("COLLOQUY_MAX_RUNNING_PER_WORKSPACE", (AT_ONCE * 2).to_string()),
    ];
    let server = Server::start_with(folder, 0, &settings).await?;
    let session = Session::new(&server).await?;
    crowd::measure(&server, &session, (AT_ONCE, AT_ONCE_TURNS, ENDPOINT), table).await?;
    server.stop().await?;
    Ok(())
}
