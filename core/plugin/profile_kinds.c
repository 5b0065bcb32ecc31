/* profile_kinds.c - how files of each kind of record are known; see profile_alias.h. */
#include "core/plugin/profile_alias.h"

const struct profile_kind profile_kinds[] = {
    {GARNER_RECORD_REFUND, "refunds",
     "refund|refunds|credit note|credit notes|gutschrift|gutschriften|erstattungen|remboursements|avoirs|reembolsos|"
     "devoluciones|devoluções|rimborsi|terugbetalingen",
     "Refund ID|Refund Amount|Refunded Amount|Amount Refunded|Refunded At|Refund Date|Credit Note|Erstattungsbetrag|"
     "Gutschrift",
     "order_id&at&amount"},
    {GARNER_RECORD_ORDER_LINE, "lines of orders",
     "order line|order lines|line item|line items|order item|order items|sales line|sales lines|invoice line|"
     "invoice lines|order positions|bestellpositionen|positionen|lignes de commande|lineas de pedido|righe ordine|"
     "orderregels",
     "Line ID|Order Line ID|Line Item ID|Line Total|Line Price|Lineitem Name|Stock Code|Unit Price|Einzelpreis|"
     "Prix unitaire|Precio unitario|Preço unitário|Prezzo unitario|Stukprijs",
     "order_id&product_id/product&quantity/amount"},
    {GARNER_RECORD_ORDER, "orders of a shop, or payments",
     "order|orders|sale|sales|invoice|invoices|charge|charges|purchase|purchases|transaction|transactions|payments|"
     "retail|shop orders|bestellung|bestellungen|auftraege|aufträge|rechnungen|umsaetze|commandes|ventes|factures|"
     "pedidos|ventas|facturas|vendas|ordini|vendite|fatture|bestellingen|verkopen|facturen",
     "Order ID|Order Number|Order No|Order Date|Order Total|Order Status|Invoice No|Invoice Number|Invoice Date|"
     "Payment Status|Financial Status|Sales Date|Sale Date|Purchase Date|Transaction Date|Trans Date|Subtotal|"
     "Subtotal Price|Total Price|Bestellnummer|Bestelldatum|Rechnungsnummer|Rechnungsdatum|Auftragsnummer|"
     "N° de commande|Numéro de commande|Date de commande|Número de pedido|Fecha de pedido|Número do pedido|"
     "Data do pedido|Numero ordine|Data ordine|Bestelnummer|Besteldatum|Captured|Amount Captured",
     "at&amount/status"},
    {GARNER_RECORD_DEAL_CONTACT, "people of deals",
     "deal contact|deal contacts|opportunity contact|opportunity contacts|opportunity contact role", "",
     "deal_id&person_id/email"},
    {GARNER_RECORD_DEAL, "deals of a CRM",
     "deal|deals|closed deals|opportunity|opportunities|sales pipeline|verkaufschancen|opportunités|affaires|"
     "oportunidades|negocios|negócios|opportunità|trattative",
     "Deal ID|Opportunity ID|Potential ID|Deal Stage|Opportunity Stage|Close Date|Closing Date|closedate|Won Date|"
     "Close Value|Deal Name|dealname|Opportunity Name|Deal Owner|Opportunity Owner|Lost Reason|Closed Lost Reason|"
     "Dealphase|Abschlussdatum|Date de clôture|Fecha de cierre|Data de fechamento|Data di chiusura|Sluitingsdatum",
     "stage/amount/closed_at/created_at"},
    {GARNER_RECORD_CLAIM, "what a platform says it achieved", "action|actions|conversion|conversions",
     "Action Type|Conversion Action|Conversion Name|Result Type", "campaign/campaign_id&action&conversions&day"},
    {GARNER_RECORD_SPEND, "spend of campaigns",
     "spend|cost|costs|ads|stats|analytics|insights|ausgaben|werbekosten|kosten|dépenses|gastos|custos|spese|"
     "uitgaven",
     "Impressions|Impr|Clicks|Cost|Spend|Spent|Amount Spent|Cost Micros|Impressionen|Klicks|Kosten|Clics|Coût|Coste|"
     "Cliques|Custo|Spesa|Klikken",
     "campaign/campaign_id/channel&amount/impressions/clicks&day"},
    {GARNER_RECORD_LEAD, "leads of a CRM",
     "lead|leads|qualified leads|prospect|prospects|mqls|signups|registrations|inquiries|players|anfragen|"
     "interessenten|demandes|contatti commerciali|aanvragen",
     "Lead ID|Lead Number|Lead Status|Lead Source|Lead Owner|Lead Origin|Lead Quality|Prospect ID|MQL ID|"
     "First Contact Date|Original Source|Original Traffic Source|Lifecycle Stage|Converted Date|Reg Date|Leadquelle|"
     "Leadstatus|Origine du lead|Statut du lead|Origen del lead|Estado del lead|Origem do lead|Origine lead|Leadbron",
     "id/email/phone"},
    {GARNER_RECORD_SUBSCRIPTION, "subscriptions",
     "subscription|subscriptions|subscription history|abos|abonnements|suscripciones|assinaturas|abbonamenti",
     "Subscription ID|MRR|Current Period Start|Canceled At", "id&started_at"},
    {GARNER_RECORD_ACTIVITY, "activities of sales or service",
     "activity|activities|engagement|engagement call|engagement communication|engagement email|engagement meeting|"
     "engagement note|engagement task|calls|meetings|tasks|ticket|tickets|aktivitaeten|aktivitäten|activités|"
     "actividades|atividades|attività|activiteiten",
     "Activity ID|Activity Type|Activity Date|Engagement ID|Ticket ID|Call Outcome|Meeting Outcome|Task Type",
     "at/kind"},
    {GARNER_RECORD_TOUCH, "visits, clicks or forms of people",
     "touch|touches|touchpoints|visits|sessions|form submission|form submissions|clickstream|besuche|visites|visitas|"
     "visite|bezoeken",
     "Landing Page|Page URL|Session ID|Visit ID|Conversion ID|Session Start", "at&person_id/email/phone"},
    {GARNER_RECORD_CAMPAIGN, "a list of campaigns",
     "campaign|campaigns|campaign history|campaign group history|affiliate|affiliates|kampagnen|campagnes|campañas|"
     "campanhas|campagne",
     "Commission Model|Objective|Daily Budget|Advertising Channel Type|Affiliate Name", "id&name"},
    {GARNER_RECORD_CONTACT, "people: contacts or customers",
     "contact|contacts|customer|customers|people|persons|sellers|subscribers|attendees|guests|kunden|kontakte|clients|"
     "clientes|contactos|contatos|clienti|contatti|klanten|contacten",
     "Customer Since|Seller ID|First Name|Firstname|Last Name|Lastname|Full Name|Vorname|"
     "Nachname|Prénom|Nom|Nombre|Apellido|Apellidos|Sobrenome|Cognome|Voornaam|Achternaam",
     "id/email/phone"},
    {GARNER_RECORD_REP, "people who sell",
     "owner|owners|rep|reps|users|sales rep|sales reps|sales team|sales teams|vertrieb|commerciaux|vendedores|"
     "venditori|verkopers",
     "Sales Agent|Regional Office|Quota|Role ID|Primary Team ID|Active User ID", "id"},
    {GARNER_RECORD_ACCOUNT, "companies",
     "account|accounts|company|companies|organizations|organisations|firmen|unternehmen|entreprises|sociétés|empresas|"
     "aziende|bedrijven",
     "Company ID|Subsidiary Of|Annual Revenue|Number of Employees|Employees|Year Established|Company Domain Name",
     "id&name/domain/region/segment"},
    {0, 0, 0, 0, 0},
};

const char profile_dimensions[] =
    "Ad ID|Ad Set ID|Ad Group ID|Ad Group|Ad Set Name|Ad Name|Creative ID|Keyword ID|Keyword|Criterion ID|"
    "ad_group_criterion_criterion_id|keyword_ad_group_criterion|Search Term|Search Term Match Type|Match Type|"
    "Ad Network Type|Network|Device|Device Type|Age|Gender|Interest|Country|Region|Member Country|Member Region|City|"
    "Placement|Platform|Publisher Platform|Hour|fb_campaign_id|Index|Alter|Geschlecht|Âge|Sexe|Edad|Sexo|Idade|Età";

const char profile_other_files[] =
    "property|properties|property history|deal pipeline|ticket pipeline|pipeline stage|deal stage|contact list|list "
    "member|email campaign|"
    "email event|merge audit|tax line|shipping line|shipping tax|note attribute|url tag|tag|tags|metafield|"
    "discount code|discount application|discount allocation|redeem code|abandoned checkout|inventory|location|media|"
    "fulfillment|fulfillment order|collection|product|products|variant|tender transaction|balance transaction|payout|"
    "transfer|fee|coupon|plan|price|card|payment method|payment intent|dispute|creative|ad history|ad group history|"
    "ad set history|ad group criterion|geo|account history|team|role|form|shop|order adjustment|custom attribute|data "
    "dictionary|"
    "subscription item|subscription discount|discount|invoice line item|credit note line item|ads account|shop|"
    "customer tag|customer visit|customer address|order tag|order line tax|merged deal|deal company|engagement company|"
    "engagement contact|engagement deal|ticket company|ticket contact|ticket deal|ticket engagement|ticket pipeline|"
    "ticket property|owner team|team user|contact merge|creative history";
